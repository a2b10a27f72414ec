; Waits for an event: `step.waitForEvent(id, { event, timeout })`.
; @wait.call       the whole call
; @wait.waiter     the expression that it is called on
; @wait.arguments  the arguments

; step.waitForEvent("wait", { event: "a/b", timeout: "1h" })
(call_expression
  function: (member_expression
    object: (_) @wait.waiter
    property: (property_identifier) @_method)
  arguments: (arguments) @wait.arguments
  (#eq? @_method "waitForEvent")) @wait.call
