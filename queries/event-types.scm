; Events declared one by one with SDK 4's `eventType`.
; @event.declaration  the whole call
; @event.function     the name that is called
; @event.arguments    the arguments

; eventType("a/b", { schema })
(call_expression
  function: (identifier) @event.function
  arguments: (arguments) @event.arguments
  (#eq? @event.function "eventType")) @event.declaration
