"""Invented names: no street, park or ward of Sallowby is meant to be a real one."""

from __future__ import annotations

import numpy as np

TOWN = "Sallowby"
FORCE = "Mid Shires Constabulary"
FORCE_CODE = "mid-shires"

WARDS = (
    "Castle Wharf", "Tannery", "Osier Beds", "Cinder Hill", "St Wilfrid's", "Larkfield Rise", "Mill Lades",
    "Harebell", "Northgate and Quay", "Ropewalk", "Furzedown Park", "Eastmere", "Sorrel Bank", "Kiln Fields",
    "Long Meadow", "Weaver's Croft", "Heron Water", "Copperas", "Thistle Green", "Saltersgate",
)  # fmt: skip

STEMS = (
    "Alder", "Amble", "Anvil", "Apple", "Ash", "Aspen", "Badger", "Barley", "Barnard", "Beacon", "Beck", "Bell",
    "Bilberry", "Birch", "Bittern", "Blackthorn", "Bobbin", "Bramble", "Brewer", "Bridle", "Brindle", "Bronze",
    "Broom", "Buckler", "Burdock", "Candle", "Canon", "Carder", "Catkin", "Cedar", "Chaff", "Chandler", "Cherry",
    "Cinder", "Clover", "Cobbler", "Comfrey", "Cooper", "Coppice", "Corn", "Cowslip", "Crane", "Curlew", "Damson",
    "Drover", "Dunlin", "Elder", "Elm", "Fallow", "Farrier", "Fennel", "Fern", "Fieldfare", "Finch", "Flax",
    "Fletcher", "Foundry", "Foxglove", "Fuller", "Garnet", "Gorse", "Granary", "Greyfriars", "Hackney", "Halyard",
    "Hammond", "Harrow", "Hart", "Haven", "Hawthorn", "Hazel", "Heath", "Heron", "Hessle", "Holly", "Honeysuckle",
    "Hop", "Ivy", "Jasmine", "Juniper", "Kestrel", "Kingfisher", "Lapwing", "Larch", "Lark", "Laurel", "Lavender",
    "Lime", "Linden", "Linnet", "Lock", "Loom", "Lupin", "Maltings", "Maple", "Marigold", "Marl", "Martin",
    "Mason", "Meadow", "Medlar", "Mercer", "Mill", "Minster", "Moor", "Mulberry", "Nettle", "Nightingale",
    "Nuthatch", "Oak", "Orchard", "Osier", "Otter", "Oxlip", "Packhorse", "Partridge", "Pear", "Peregrine",
    "Pightle", "Pike", "Pine", "Pippin", "Plover", "Plum", "Poplar", "Poppy", "Primrose", "Quarry", "Quince",
    "Raven", "Reed", "Robin", "Rook", "Roper", "Rose", "Rowan", "Rush", "Sadler", "Saffron", "Sallow", "Sexton",
    "Shepherd", "Shuttle", "Siskin", "Skylark", "Sloe", "Snowdrop", "Sorrel", "Spindle", "Starling", "Stour",
    "Swallow", "Swift", "Sycamore", "Tansy", "Teal", "Teasel", "Thatcher", "Thistle", "Thorn", "Thrush", "Thyme",
    "Tinker", "Turner", "Vetch", "Violet", "Wagtail", "Walnut", "Warren", "Waterside", "Weaver", "Wheel",
    "Whin", "Willow", "Winch", "Woodbine", "Woodcock", "Wren", "Yarrow", "Yew",
)  # fmt: skip
KINDS_OF_STREET = (
    "Road", "Street", "Avenue", "Close", "Drive", "Lane", "Way", "Crescent", "Gardens", "Court", "Grove", "Rise",
    "Walk", "Place",
)  # fmt: skip
MAIN_ROADS = (
    "Northgate", "Melton Way", "Quay Road", "Saltersgate", "Castle Street", "Fenway", "Wolds Road", "Ring Road",
)  # fmt: skip
PARKS = (
    "Osier Park", "Cinder Hill Recreation Ground", "Furzedown Park", "Heron Water Meadows", "Castle Gardens",
    "Larkfield Green", "Kiln Fields", "Sorrel Bank Playing Fields", "Tannery Green", "Long Meadow Common",
)  # fmt: skip
PARADES = (
    "Tannery Parade", "Cinder Hill shops", "Eastmere Parade", "Ropewalk Corner", "Harebell Square", "Quayside Market",
)  # fmt: skip


def street_names(count: int, rng: np.random.Generator) -> list[str]:
    """So many different street names, in random order."""
    names = [f"{stem} {kind}" for stem in STEMS for kind in KINDS_OF_STREET]
    if count > len(names):
        raise ValueError(f"There are {len(names)} street names; {count} were asked for.")
    return [names[index] for index in rng.permutation(len(names))[:count]]
