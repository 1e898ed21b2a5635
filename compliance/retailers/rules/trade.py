"""The words of how an outlet trades: contacts, channels, deliveries, the storage and display of knives."""

from enum import StrEnum


class Channel(StrEnum):
    """How a sale is made. The register says which an outlet has, a test purchase which one was tried."""

    TILL = "till"
    SELF_CHECKOUT = "self_checkout"
    CLICK_AND_COLLECT = "click_and_collect"
    HOME_DELIVERY = "home_delivery"
    RAPID_DELIVERY = "rapid_delivery"
    MARKETPLACE = "marketplace"


CHANNEL_LABELS = {
    Channel.TILL: "Staffed till",
    Channel.SELF_CHECKOUT: "Self-checkout",
    Channel.CLICK_AND_COLLECT: "Click and collect",
    Channel.HOME_DELIVERY: "Home delivery",
    Channel.RAPID_DELIVERY: "Rapid delivery",
    Channel.MARKETPLACE: "Marketplace",
}


class Display(StrEnum):
    """How knives are stored and displayed where customers are."""

    LOCKED_CABINET = "locked_cabinet"
    BEHIND_COUNTER = "behind_counter"
    OPEN_SHELF = "open_shelf"
    NEAR_EXIT = "near_exit"
    PACKAGING = "packaging"


DISPLAY_LABELS = {
    Display.LOCKED_CABINET: "In a locked cabinet",
    Display.BEHIND_COUNTER: "Behind the counter",
    Display.OPEN_SHELF: "On an open shelf",
    Display.NEAR_EXIT: "Near the exit",
    Display.PACKAGING: "In packaging that cannot be opened in the shop",
}


class ContactPurpose(StrEnum):
    """What somebody is the contact for."""

    MANAGER = "manager"
    KNIFE_SALES = "knife_sales"
    COMPLIANCE = "compliance"
    TRAINING = "training"
    LETTERS = "letters"
    OUT_OF_HOURS = "out_of_hours"


CONTACT_PURPOSE_LABELS = {
    ContactPurpose.MANAGER: "Manager",
    ContactPurpose.KNIFE_SALES: "Designated contact for knife sales",
    ContactPurpose.COMPLIANCE: "Head office compliance",
    ContactPurpose.TRAINING: "Training",
    ContactPurpose.LETTERS: "Letters",
    ContactPurpose.OUT_OF_HOURS: "Out of hours",
}


class ArrangementKind(StrEnum):
    """How what was ordered reaches the customer."""

    OWN_DELIVERY = "own_delivery"
    DELIVERY_COMPANY = "delivery_company"
    RAPID_DELIVERY = "rapid_delivery"
    IN_STORE_COLLECTION = "in_store_collection"
    COLLECTION_POINT = "collection_point"
    MARKETPLACE_FULFILMENT = "marketplace_fulfilment"


ARRANGEMENT_KIND_LABELS = {
    ArrangementKind.OWN_DELIVERY: "Own delivery",
    ArrangementKind.DELIVERY_COMPANY: "Delivery company",
    ArrangementKind.RAPID_DELIVERY: "Rapid delivery",
    ArrangementKind.IN_STORE_COLLECTION: "Click and collect in store",
    ArrangementKind.COLLECTION_POINT: "Collection point or locker",
    ArrangementKind.MARKETPLACE_FULFILMENT: "Fulfilled by a marketplace",
}
