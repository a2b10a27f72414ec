"""What a job does: its options, handler, steps, effects and ways out, read from its source.

`read` puts an `Anatomy` of `model` together. `handlers` finds the functions that a job runs,
`paths` what of their context expressions are, `sites` and `contexts` walk them. From there:
`options` and `values`; `steps` with `step_calls`, `step_places` and `step_results`; `acts` and
`act_reader`, for `effects` and for `status` with `status_values` and `hidden_status`; `flow`,
`uses`, `mutations` and `results`. `afterwards` and `delays` are for rules to ask.
"""
