package main

import (
	"encoding/json"
	"io"
	"text/tabwriter"

	"hundredweight/handlers"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
)

// routeLine is one route as `routes --json` prints it.
type routeLine struct {
	Method  string               `json:"method"`
	Path    string               `json:"path"`
	Policy  string               `json:"policy"`
	Needs   []account.Permission `json:"needs,omitempty"`
	Roles   []account.Role       `json:"roles,omitempty"`
	Expects page.Expectations    `json:"expects"`
}

func routeLines() []routeLine {
	var lines []routeLine
	for _, r := range handlers.Routes(page.Kit{}, nil) {
		lines = append(lines, routeLine{
			Method: r.Method, Path: r.Path, Policy: string(r.Policy.Kind),
			Needs: r.Policy.Needs, Roles: r.Policy.Roles, Expects: r.Policy.Expect(),
		})
	}
	return lines
}

const routesUse = "Use: hundredweight routes [--json]\n"

// routesCommand prints the site map: every address and who may open it.
func routesCommand(args []string, _ io.Reader, out, errOut io.Writer) int {
	if len(args) == 1 && args[0] == "--json" {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		if err := e.Encode(routeLines()); err != nil {
			return fail(errOut, 1, "%v\n", err)
		}
		return 0
	}
	if len(args) > 0 {
		if asksHelp(args[0]) {
			return say(out, "%s", routesUse)
		}
		return fail(errOut, 2, "%s", routesUse)
	}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for _, r := range handlers.Routes(page.Kit{}, nil) {
		if say(w, "%s\t%s\t%s\n", r.Method, r.Path, r.Policy) != 0 {
			return 1
		}
	}
	if err := w.Flush(); err != nil {
		return fail(errOut, 1, "%v\n", err)
	}
	return 0
}
