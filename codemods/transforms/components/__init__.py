"""What shows a job's status: where components live, how they look, what they are made of."""
