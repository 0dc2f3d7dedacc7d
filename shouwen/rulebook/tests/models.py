"""Small DMN models for tests, written short."""

from shouwen.rulebook import dmn
from shouwen.rulebook.feel.writing import written

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def definitions(*parts, namespace=NAMESPACE):
    return f'<definitions xmlns="{namespace}" name="m" namespace="urn:m">{"".join(parts)}</definitions>'


def data(name, type=""):
    return f'<inputData id="i_{name}" name="{name}"><variable name="{name}" {ref(type)}/></inputData>'


def ref(type):
    return f'typeRef="{type}"' if type else ""


def literal(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f"<literalExpression><text>{escaped}</text></literalExpression>"


def decision(name, body, inputs=(), needs=(), knows=(), type=""):
    """A decision; `inputs` by name, `needs` (decisions) and `knows` (BKM, services) by name."""
    required = [
        f'<informationRequirement><requiredInput href="#i_{each}"/></informationRequirement>' for each in inputs
    ]
    required += [
        f'<informationRequirement><requiredDecision href="#d_{each}"/></informationRequirement>' for each in needs
    ]
    required += [
        f'<knowledgeRequirement><requiredKnowledge href="#k_{each}"/></knowledgeRequirement>' for each in knows
    ]
    body = body if body.startswith("<") else literal(body)
    variable = f'<variable name="{name}" {ref(type)}/>'
    return f'<decision id="d_{name}" name="{name}">{variable}{"".join(required)}{body}</decision>'


def knowledge(name, parameters, body, type="", knows=(), kind=""):
    required = [f'<knowledgeRequirement><requiredKnowledge href="#k_{each}"/></knowledgeRequirement>' for each in knows]
    formal = "".join(f'<formalParameter name="{each}" {ref(kind_)}/>' for each, kind_ in parameters.items())
    body = body if body.startswith("<") else literal(body)
    return (
        f'<businessKnowledgeModel id="k_{name}" name="{name}"><variable name="{name}" {ref(type)}/>'
        f"<encapsulatedLogic {kind}>{formal}{body}</encapsulatedLogic>{''.join(required)}</businessKnowledgeModel>"
    )


def service(name, outputs, inside=(), inputs=(), input_decisions=(), type=""):
    parts = [f'<variable name="{name}" {ref(type)}/>']
    for tag, letter, names in (
        ("outputDecision", "d", outputs),
        ("encapsulatedDecision", "d", inside),
        ("inputDecision", "d", input_decisions),
        ("inputData", "i", inputs),
    ):
        parts += [f'<{tag} href="#{letter}_{each}"/>' for each in names]
    return f'<decisionService id="k_{name}" name="{name}">{"".join(parts)}</decisionService>'


def table(hit, inputs, outputs, rules, aggregation=""):
    """`inputs` are expressions; `outputs` are (name, output values, default); `rules` are lists of texts."""
    said = f'<decisionTable hitPolicy="{hit}" {aggregation and f"""aggregation="{aggregation}" """}>'
    said += "".join(f"<input><inputExpression><text>{each}</text></inputExpression></input>" for each in inputs)
    for name, values, default in outputs:
        said += f'<output name="{name}">' + (values and f"<outputValues><text>{values}</text></outputValues>")
        said += (default and f"<defaultOutputEntry><text>{default}</text></defaultOutputEntry>") + "</output>"
    for rule in rules:
        cells = [each.replace("<", "&lt;") for each in rule]
        said += "<rule>" + "".join(f"<inputEntry><text>{each}</text></inputEntry>" for each in cells[: len(inputs)])
        said += "".join(f"<outputEntry><text>{each}</text></outputEntry>" for each in cells[len(inputs) :]) + "</rule>"
    return said + "</decisionTable>"


def asked(model, name, given=None):
    """What a model of these parts answers, written as FEEL."""
    read = dmn.read_model(model if "<definitions" in model else definitions(model))
    return written(dmn.evaluate(read, name, given or {}).value, quoted=True)
