; Calls of a function by its plain name. Which of them serve jobs is decided by what the name was
; imported from (`inngest/next` and the other adapters), as it can be renamed.
; @serve.call       the whole call
; @serve.function   the name that is called
; @serve.arguments  the arguments

; serve({ client: inngest, functions: [] })
(call_expression
  function: (identifier) @serve.function
  arguments: (arguments) @serve.arguments) @serve.call
