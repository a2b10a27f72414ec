"""How jobs and the rest of the project are tied together: events sent, heard, and their data.

`sent` finds what is sent, with `payloads` and `promises` for what it carries and what becomes of
it; `listeners` what events reach. `event_data` says what an event's data has, by `declared_data`,
`read_data` or the payloads. `routes` knows the methods of a route; `model` has the values.
"""
