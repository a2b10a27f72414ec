; Calls and constructions. What one means is decided by its name, what that was imported from, and what
; it is called on. All readers share this one query, as compiling is most of what a query costs.
; @call                the whole call
; @call.callee         what is called
; @construction        the whole `new` expression
; @construction.class  what is constructed

; inngest.createFunction({ id: "x" }, { event: "a/b" }, async () => {})
(call_expression
  function: (_) @call.callee) @call

; new Inngest({ id: "app" })
(new_expression
  constructor: (_) @construction.class) @construction
