"""Commands for kept bytes: taking them from the folder to a bucket."""

import click
from flask.cli import AppGroup, with_appcontext

from compliance.files.bucket import Bucket
from compliance.files.folder import Folder
from compliance.files.store import CorruptFileError, StoreUnreachableError
from compliance.settings import settings

group = AppGroup("files", help="Kept bytes: letters, photographs, exhibits.")


@group.command("copy-to-bucket")
@with_appcontext
def copy_to_bucket() -> None:
    """Copy every file of the folder to the bucket of the settings, checked on the way; what is there is left out.

    Begun again it goes on. Exits with 1 when a file is damaged (the others are copied) or the bucket does not answer.
    """
    if not settings().files_bucket:
        raise click.ClickException("No bucket is set: set COMPLIANCE_FILES_BUCKET for this command")
    try:
        copied, there, damaged = copy(Folder(settings().files), Bucket.by_settings())
    except StoreUnreachableError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{copied} files copied, {there} were there already.")
    if damaged:
        for digest in damaged:
            click.echo(f"Damaged, not copied: {digest}", err=True)
        raise click.ClickException(f"{len(damaged)} files are no longer what was kept. Bring them back from a backup")


def copy(folder: Folder, bucket: Bucket) -> tuple[int, int, list[str]]:
    """Copy what a bucket lacks, and return how many were copied, how many were there, and which are damaged."""
    copied, there, damaged = 0, 0, []
    for digest in folder.list_kept():
        if bucket.exists(digest):
            there += 1
            continue
        try:
            with folder.open_kept(digest) as file:
                bucket.keep_stream(file)
        except CorruptFileError:
            damaged.append(digest)
        else:
            copied += 1
    return copied, there, damaged
