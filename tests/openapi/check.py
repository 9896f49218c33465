"""Validates an OpenAPI document, and answers of the service against it: both by libraries that the service does not know."""

import json
import sys

from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

asked = json.load(sys.stdin)
document = asked["document"]
validate(document)

registry = Registry().with_resource("urn:document", Resource.from_contents(document, default_specification=DRAFT202012))


def absolute(schema):
    """References within the document as references to it."""
    if isinstance(schema, dict):
        return {key: "urn:document" + value if key == "$ref" else absolute(value) for key, value in schema.items()}
    return [absolute(part) for part in schema] if isinstance(schema, list) else schema


for answer in asked["answers"]:
    where = f"{answer['method']} {answer['path']}: {answer['status']}"
    responses = document["paths"][answer["path"]][answer["method"]]["responses"]
    if str(answer["status"]) not in responses:
        sys.exit(f"{where} is not in the document")
    content = responses[str(answer["status"])]["content"]
    kind = (answer["type"] or "").split(";")[0].strip()
    if kind not in content:
        sys.exit(f"{where} is {kind}, the document says {', '.join(content)}")
    if kind == "application/json":
        validator = Draft202012Validator(
            absolute(content[kind]["schema"]), registry=registry, format_checker=FormatChecker()
        )
        errors = [error.message for error in validator.iter_errors(json.loads(answer["body"]))]
        if errors:
            sys.exit(f"{where}: {'; '.join(errors)}")
