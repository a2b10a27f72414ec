; Errors that say when to try again. Whether the class is the SDK's `RetryAfterError`, under that name
; or another, is decided by what the name was imported from.
; @retry.creation   the whole `new` expression
; @retry.class      the name of the class
; @retry.arguments  the arguments

; new RetryAfterError("rate limited", 30)
(new_expression
  constructor: (identifier) @retry.class
  arguments: (arguments) @retry.arguments) @retry.creation
