; Inngest clients. Whether the class is the SDK's is decided by what the name was imported from.
; @client.creation  the whole `new` expression
; @client.class     the name of the class
; @client.options   its arguments

; new Inngest({ id: "app" })
(new_expression
  constructor: (identifier) @client.class
  arguments: (arguments) @client.options) @client.creation
