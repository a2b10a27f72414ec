"""What follows a job: the record it works on, and the route by which people start and watch it."""
