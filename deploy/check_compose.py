#!/usr/bin/env python3
"""Checks compose.yaml and the Keycloak realm against the source, without Docker: python3 deploy/check_compose.py (needs python3-yaml).

Each portal setting must be a property of an options class; services that are waited for must have a health check; no secret
has a value of its own; the realm's client, redirect address, role claim and roles are those that the portal expects.
"""
import json, pathlib, re, sys
import yaml

REPO = pathlib.Path(__file__).resolve().parent.parent
SECRET = re.compile(r"(PASSWORD|SECRET|TOKEN)", re.I)


def options():
    """Property names of each options class, by section."""
    found = {}
    for file in (REPO / "src/XrayPortal").rglob("*Options.cs"):
        text = file.read_text()
        section = re.search(r'Section = "(\w+)"', text) or re.search(r"Section <c>(\w+)</c>", text)
        if section:
            found[section[1]] = set(re.findall(r"public [\w.?\[\]<>, ]+ (\w+) \{ get; (?:set; )?\}", text))
    return found


def main():
    faults = []
    compose = yaml.safe_load((REPO / "compose.yaml").read_text())
    services, known = compose["services"], options()
    environment = services["portal"]["environment"]
    for name in environment:
        section, prop, *_ = name.split("__")
        if prop not in known.get(section, set()):
            faults.append(f"portal: {name} is no setting")
    dockerfile = (REPO / "Dockerfile").read_text()
    for name, service in services.items():
        if "healthcheck" not in service and not ("build" in service and "HEALTHCHECK" in dockerfile):
            faults.append(f"{name}: no health check")
        for other, how in service.get("depends_on", {}).items():
            if other not in services or how["condition"] != "service_healthy":
                faults.append(f"{name}: waits for {other} in another way than healthy")
        for key, value in service.get("environment", {}).items():
            if SECRET.search(key) and ":?" not in str(value):
                faults.append(f"{name}: {key} has a value of its own")
        if "image" in service and "build" not in service and not re.search(r":\d+[\w.-]+$", service["image"]):
            faults.append(f"{name}: version not pinned")
    made = (REPO / "deploy/make-env.sh").read_text()
    for name in sorted(set(re.findall(r"\$\{(\w+):\?", (REPO / "compose.yaml").read_text()))):
        if f"{name}=" not in made:
            faults.append(f"deploy/make-env.sh does not make {name}")

    realm = json.loads((REPO / "deploy/keycloak/xrayportal-realm.json").read_text())
    client = realm["clients"][0]
    port = services["portal"]["ports"][0].split(":")[1]
    callback = re.search(r'CallbackPath = "([^"]+)"', (REPO / "src/XrayPortal/Accounts/OidcSlice.cs").read_text())[1]
    roles = set(re.findall(r'const string \w+ = "(\w+)"|const string (\w+) = nameof', (REPO / "src/XrayPortal/Accounts/Roles.cs").read_text()))
    roles = {a or b for a, b in roles}
    expected = [
        (environment["Oidc__Authority"].endswith("/realms/" + realm["realm"]), "realm's name"),
        (environment["Oidc__ClientId"] == client["clientId"], "client id"),
        (client["redirectUris"] == [f"http://localhost:{port}{callback}"], "redirect address"),
        (client["attributes"]["pkce.code.challenge.method"] == "S256" and client["standardFlowEnabled"], "code flow with PKCE"),
        (client["protocolMappers"][0]["config"]["claim.name"] == environment["Oidc__RoleClaim"], "role claim"),
        (client["protocolMappers"][0]["config"]["id.token.claim"] == "true", "role claim in the identity token"),
        ({r["name"] for r in realm["roles"]["realm"]} == roles, f"roles {sorted(roles)}"),
    ]
    faults += [f"realm: {what} differs" for fits, what in expected if not fits]
    print("\n".join(faults) or f"compose.yaml: {len(services)} services, {len(environment)} portal settings, realm {realm['realm']}: all fit")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
