"""Every resource, in the order in which they are explained."""

from api.resource import Resource
from api.resources.amounts import FACTS, KEY_AMOUNTS
from api.resources.documents import DISCLOSURES
from api.resources.performance import EVALUATIONS, INDICATORS, PROJECTS
from api.resources.places import BODIES, REGIONS
from api.resources.search import SEARCH
from api.resources.tables import TABLES

RESOURCES: tuple[Resource, ...] = (
    REGIONS,
    BODIES,
    DISCLOSURES,
    TABLES,
    FACTS,
    KEY_AMOUNTS,
    PROJECTS,
    INDICATORS,
    EVALUATIONS,
    SEARCH,
)
