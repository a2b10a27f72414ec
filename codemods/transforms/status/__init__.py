"""What a job says of its record: the fields for it in the Prisma schema."""
