"""The domain: clients, jobs, serves and events of Inngest apps, behind ``Project``."""
