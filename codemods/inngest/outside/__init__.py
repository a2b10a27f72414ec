"""What calls do outside the program: database writes, requests to services, sends.

`chains` reads calls as they are written; `doings` says what one does, a `Done` of `model`, by what
its root is: a client of `databases` or `services`, or a function of `requests`.
"""
