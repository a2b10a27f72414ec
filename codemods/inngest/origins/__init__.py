"""Where values come from: the database client, Inngest client or SDK that an expression is.

Names are followed through scopes, imports, getters, casts, types and callbacks of transactions. It
is by what they lead to, never by the names themselves, that something counts as a client.

`origins` is asked, `model` has its answers. `meanings` knows what names of modules mean and
`functions` which function an expression names. A `search` hands each question to the reader that
knows: `names`, `parameters`, `members`, `calls`, `classes`, `types`, `documents` (Mongoose). What
the exports of packages are say `exports` and, as data, `packages`.
"""
