; Jobs, of both SDK forms: `createFunction(options, trigger, handler)` and
; `createFunction({ ..., triggers }, handler)`.
; @job.call       the whole call
; @job.client     the expression that it is called on
; @job.arguments  the arguments

; inngest.createFunction({ id: "x" }, { event: "a/b" }, async () => {})
(call_expression
  function: (member_expression
    object: (_) @job.client
    property: (property_identifier) @_method)
  arguments: (arguments) @job.arguments
  (#eq? @_method "createFunction")) @job.call
