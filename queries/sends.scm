; Sends of an event: `client.send(payload)` and `step.sendEvent(id, payload)`.
; @send.call       the whole call
; @send.sender     the expression that it is called on
; @send.method     `send` or `sendEvent`
; @send.arguments  the arguments

; inngest.send({ name: "a/b", data: {} })
(call_expression
  function: (member_expression
    object: (_) @send.sender
    property: (property_identifier) @send.method)
  arguments: (arguments) @send.arguments
  (#any-of? @send.method "send" "sendEvent")) @send.call

; (inngest.send as any)({ name: "a/b" })
(call_expression
  function: (parenthesized_expression
    (as_expression
      (member_expression
        object: (_) @send.sender
        property: (property_identifier) @send.method)))
  arguments: (arguments) @send.arguments
  (#any-of? @send.method "send" "sendEvent")) @send.call
