"""The domain: clients, jobs, serves and events of Inngest apps, behind ``Project``.

`project` answers for a repository, with the values of `model`; `clients`, `jobs`, `serves` and
`registration` find what these are made of, with what every reader needs (`reading`). `apps`,
`database`, `house_style`, `own_code`, `placement` and `sdk` say how a project does things.

The packages know one subject each: `anatomy` a job's inside, `wiring` what ties jobs together,
`origins` and `outside` what values are and what calls on them do, `shapes` types and schemas,
`events` and `cron` what starts a job.
"""
