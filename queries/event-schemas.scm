; Events declared all together with SDK 3's `EventSchemas`, whose methods chain.
; @schemas.call       one call of the chain
; @schemas.receiver   what it is called on: the `new EventSchemas()` or the rest of the chain
; @schemas.method     `fromRecord`, `fromZod`, `fromUnion`, `fromSchema`, `fromGenerated`
; @schemas.arguments  the arguments

; new EventSchemas().fromRecord<Events>()
(call_expression
  function: (member_expression
    object: (_) @schemas.receiver
    property: (property_identifier) @schemas.method)
  arguments: (arguments) @schemas.arguments
  (#any-of? @schemas.method "fromRecord" "fromZod" "fromUnion" "fromSchema" "fromGenerated")) @schemas.call
