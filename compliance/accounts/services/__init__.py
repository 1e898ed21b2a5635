"""What officers and administrators do with accounts."""

from compliance.accounts.services.authorities import add_authority, change_letterhead, cover
from compliance.accounts.services.crests import remove_crest
from compliance.accounts.services.officers import (
    add_officer,
    change_officer,
    change_password,
    invite_officer,
    reset_password,
    unlock_officer,
)
from compliance.accounts.services.passwords import hash_password
from compliance.accounts.services.policies import keep_policy
from compliance.accounts.services.sessions import begin_session, end_session
from compliance.accounts.services.signing_in import SignInFailure, confirm_password, sign_in, sign_out
from compliance.accounts.services.views import change_view, remove_view, save_view

__all__ = [
    "SignInFailure",
    "add_authority",
    "add_officer",
    "begin_session",
    "change_letterhead",
    "change_officer",
    "change_password",
    "change_view",
    "confirm_password",
    "cover",
    "end_session",
    "hash_password",
    "invite_officer",
    "keep_policy",
    "remove_crest",
    "remove_view",
    "reset_password",
    "save_view",
    "sign_in",
    "sign_out",
    "unlock_officer",
]
