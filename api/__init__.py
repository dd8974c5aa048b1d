"""The public interface for programs, /api/v1/: what is published, and nothing else.

A `Resource` (resource.py) declares its fields and parameters in Chinese and English; from that alone
come its answers' checks, the OpenAPI document (openapi.py) and the readable page (pages.py).
Every list is paged by keys (paging.py), every answer has an entity tag (answers.py), every refusal
is a problem document in both languages (problems.py). Why no framework: docs/decisions/0016.
"""
