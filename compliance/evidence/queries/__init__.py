"""Reads of evidence, scoped to the actor and fully ordered."""

from compliance.evidence.queries.exhibits import (
    ExhibitRow,
    count_exhibits,
    find_same_file,
    get_exhibit,
    get_last_transfer,
    list_additions,
    list_dispute_exhibits,
    list_exhibits,
    list_transfers,
    standing_of,
)
from compliance.evidence.queries.holds import find_disclosure, get_disclosure, get_hold, list_disclosures, list_holds
from compliance.evidence.queries.store import (
    COUNT_LIMIT,
    Holding,
    StoreFilter,
    StorePage,
    StoreRow,
    count_store,
    list_holders,
    list_places,
    list_store,
    stream_store,
)
from compliance.evidence.queries.tests import Test, get_test
from compliance.evidence.queries.uploads import UploadRow, get_upload, list_unfinished, list_uploads

__all__ = [
    "COUNT_LIMIT",
    "ExhibitRow",
    "Holding",
    "StoreFilter",
    "StorePage",
    "StoreRow",
    "Test",
    "UploadRow",
    "count_exhibits",
    "count_store",
    "find_disclosure",
    "find_same_file",
    "get_disclosure",
    "get_exhibit",
    "get_hold",
    "get_last_transfer",
    "get_test",
    "get_upload",
    "list_additions",
    "list_disclosures",
    "list_dispute_exhibits",
    "list_exhibits",
    "list_holders",
    "list_holds",
    "list_places",
    "list_store",
    "list_transfers",
    "list_unfinished",
    "list_uploads",
    "standing_of",
    "stream_store",
]
