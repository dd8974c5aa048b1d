"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with the memory that OWASP's Password Storage Cheat Sheet names (19 MiB, two passes,
    one lane). Django's own setting takes 100 MiB and eight threads: a few people who sign in at
    once would take a small machine down."""

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1
