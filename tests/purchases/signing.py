"""How tests sign an account: as the officer would, with the password that every officer of the tests has."""

from compliance.accounts.rules import Confirmation, Lockout
from compliance.purchases import services
from tests.factories.accounts import PASSWORD


def confirmation(password=PASSWORD, attempts=5):
    return Confirmation(password, "192.0.2.1", Lockout(attempts, 15), 60, "a key")


def sign(session, actor, purchase_id, words):
    """Sign an account of a test in these words, and return it."""
    own = services.save_account(session, actor, purchase_id, words)
    return services.sign_account(
        session, actor, purchase_id, words, declared=True, confirmation=confirmation(), version=own.version
    )
