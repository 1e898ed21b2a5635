"""Getting in, being kept out, and being let back in."""

import re

from tests.journeys.conftest import DESKTOP, PASSWORD

NEW = "three quiet pelicans"


def test_the_first_administrator_must_replace_the_temporary_password(service, officer_at):
    said = service.command(
        "accounts", "add", "--email", "first@hackney.example", "--name", "Femi Larkspur", "--authority", "hackney"
    )
    temporary = re.search(r"first sign-in: (.+)", said)[1].strip()
    admin = officer_at()
    admin.sign_in("first@hackney.example", temporary)
    admin.sees("Change your password")
    admin.go("/retailers/")
    admin.sees("Change your password")
    admin.fill("Current password", temporary)
    admin.fill("New password", "short")
    admin.fill("New password again", "short")
    admin.press("Change password")
    admin.sees("There is a problem")
    admin.fill("Current password", temporary)
    admin.fill("New password", NEW)
    admin.fill("New password again", NEW)
    admin.press("Change password")
    admin.sees("Password changed")
    admin.menu("Officers")
    admin.sees("Femi Larkspur", "Administrator")


def test_an_officer_is_locked_out_after_five_wrong_passwords_and_let_in_again(service, officer_at):
    admin_email = service.add_officer("Unlocking Administrator", "administrator", "hackney")
    email = service.add_officer("Forgetful Officer", "officer", "hackney")
    forgetful = officer_at()
    for _ in range(4):
        forgetful.sign_in(email, "not the password")
        forgetful.sees("The e-mail address or the password is not right")
        assert forgetful.control("E-mail address").input_value() == email
    forgetful.sign_in(email, "not the password")
    forgetful.sign_in(email)
    forgetful.sees("This account is locked", "Try again in 15 minutes, or ask your administrator to unlock it now")

    admin = officer_at(size=DESKTOP)
    admin.sign_in(admin_email)
    admin.menu("Officers")
    admin.sees("Locked")
    admin.follow("Forgetful Officer")
    admin.sees("Locked until")
    admin.press("Unlock now")
    admin.sees("Forgetful Officer may sign in again")

    forgetful.sign_in(email)
    forgetful.sees("Home")


def test_a_locked_account_opens_by_command_too(service, officer_at):
    email = service.add_officer("Also Forgetful", "officer", "hackney")
    forgetful = officer_at()
    for _ in range(5):
        forgetful.sign_in(email, "not the password")
    forgetful.sign_in(email)
    forgetful.sees("This account is locked")
    service.command("accounts", "unlock", email)
    forgetful.sign_in(email)
    forgetful.sees("Home")


def test_a_new_password_signs_every_other_device_out(service, officer_at):
    email = service.add_officer("Two Devices", "officer", "hackney")
    phone, laptop = officer_at(), officer_at(size=DESKTOP)
    phone.sign_in(email)
    laptop.sign_in(email)
    phone.follow("Two Devices")
    phone.follow("Change password")
    phone.fill("Current password", PASSWORD)
    phone.fill("New password", NEW)
    phone.fill("New password again", NEW)
    phone.press("Change password")
    phone.sees("You are signed out everywhere else")
    phone.menu("Retailers")
    phone.sees("Retailers")

    laptop.go("/retailers/")
    assert "/account/sign-in" in laptop.path
    laptop.fill("E-mail address", email)
    laptop.fill("Password", NEW)
    laptop.press("Sign in")
    assert laptop.path == "/retailers/"


def test_the_session_ends_with_a_warning_that_keeps_what_was_typed(service, officer_at):
    email = service.add_officer("Slow Typist", "officer", "hackney")
    slow = officer_at()
    slow.page.clock.install()
    slow.sign_in(email)
    slow.go("/retailers/new?q=Slow+Shop")
    slow.fill("Address line 1", "1 Slow Street")
    warning = slow.page.get_by_role("alertdialog")
    assert not warning.is_visible()
    slow.page.clock.fast_forward("56:00")
    warning.wait_for()
    assert "You will be signed out on" in warning.inner_text()
    slow.look()
    warning.get_by_role("button", name="Stay signed in").click()
    warning.wait_for(state="hidden")
    assert slow.control("Address line 1").input_value() == "1 Slow Street"

    slow.page.clock.fast_forward("56:00")
    warning.wait_for()
    slow.page.clock.fast_forward("05:00")
    slow.page.get_by_text("You have been signed out. What you have typed is still on this page").wait_for()
    slow.look()
    warning.get_by_role("button", name="Close this message").click()
    assert slow.control("Address line 1").input_value() == "1 Slow Street"
