"""Contexts: their entries, and new ones made of them."""

from shouwen.rulebook.feel.functions.registry import built_in
from shouwen.rulebook.feel.values import Value


@built_in("get value", "m: context, key: string", "context: context, key: string")
def get_value(context: dict[str, Value], key: str) -> Value:
    return context.get(key)


@built_in("get value", "context: context, keys: list")
def get_deep_value(context: Value, keys: list[str]) -> Value:
    for key in keys:
        context = context.get(key) if isinstance(context, dict) else None
    return context if keys else None


@built_in("get entries", "m: context", "context: context")
def get_entries(context: dict[str, Value]) -> Value:
    return [{"key": key, "value": value} for key, value in context.items()]


@built_in("context put", "context: context, key: string, value: any")
def put(context: dict[str, Value], key: str, value: Value) -> Value:
    return {**context, key: value}


@built_in("context put", "context: context, keys: list, value: any")
def put_deep(context: dict[str, Value], keys: list[str], value: Value) -> Value:
    """Contexts that are missing on the way are made; what is there but no context makes the whole null."""
    if not keys or not all(isinstance(key, str) for key in keys):
        return None
    key, *rest = keys
    if not rest:
        return {**context, key: value}
    inner = context.get(key)
    if inner is not None and not isinstance(inner, dict):
        return None
    deeper = put_deep(inner or {}, rest, value)
    return None if deeper is None else {**context, key: deeper}


@built_in("context merge", "contexts: list")
def merge(contexts: list[Value]) -> Value:
    if not all(isinstance(each, dict) for each in contexts):
        return None
    return {key: value for each in contexts for key, value in each.items()}


@built_in("context", "entries: list")
def context(entries: list[Value]) -> Value:
    """Each entry has a `key` and a `value`; the same key twice is null."""
    made: dict[str, Value] = {}
    for each in entries:
        if not isinstance(each["key"], str) or "value" not in each or each["key"] in made:
            return None
        made[each["key"]] = each["value"]
    return made
