"""People of your own, for your own tests: their numbers lie in the block that personas and nobody else share.

Nothing is imported here, so that a server never loads Faker.
"""
