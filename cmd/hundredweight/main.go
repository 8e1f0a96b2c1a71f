// Command hundredweight is the whole product in one program: the site, its
// demonstration, imports, open calculators, backup and repair.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"syscall"
)

// command runs one subcommand and gives the exit status: 0 done, 1 refused or
// failed, 2 used wrongly.
type command = func(args []string, in io.Reader, out, errOut io.Writer) int

// commands are the subcommands. Each has a file of its own.
var commands = map[string]command{
	"backup":  backup,
	"calc":    runCalc,
	"demo":    runDemo,
	"doctor":  doctor,
	"import":  runImport,
	"restore": restore,
	"routes":  routesCommand,
	"serve":   serve,
	"version": versionCommand,
}

const usage = `hundredweight: commissioning where every decision can be re-computed

Look round
  hundredweight demo                      a made-up county, ready to click through

Put it into service
  hundredweight serve                     run the site
  hundredweight doctor                    check what start-up checks, and how to mend it
  hundredweight backup FILE               copy everything while it runs
  hundredweight restore FILE              bring a copy back into an empty folder

Bring data in
  hundredweight import register FILE      charities to look organisations up in
  hundredweight import cpv FILE           procurement codes
  hundredweight import areas FILE         places
  hundredweight import ocds --as tender-draft FILE
                                          a published notice becomes a tender draft

Work things out
  hundredweight calc score                rank bids from JSON
  hundredweight calc dates                standstill and periods from JSON

Know what is there
  hundredweight routes --json             every address, who may open it
  hundredweight version

Settings are read from the environment; hundredweight serve --help lists them.
`

// needTag is said by a program built without full-text search.
const needTag = `This program was built without full-text search, which the lists need. Build it with:
  go build -tags sqlite_fts5 -o bin/hundredweight ./cmd/hundredweight
or run it with:
  go run -tags sqlite_fts5 ./cmd/hundredweight serve
`

func main() {
	syscall.Umask(0o077) // what this program writes is its own: keys, database, backups
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(args []string, in io.Reader, out, errOut io.Writer) int {
	if !fullText {
		return fail(errOut, 1, "%s", needTag)
	}
	if len(args) == 0 || asksHelp(args[0]) {
		return say(out, "%s", usage)
	}
	do, ok := commands[args[0]]
	if !ok {
		return fail(errOut, 2, "There is no command %q. See: hundredweight help\n", args[0])
	}
	return do(args[1:], in, out, errOut)
}

// asksHelp tells whether a word asks how a command is used.
func asksHelp(word string) bool {
	return word == "help" || word == "--help" || word == "-help" || word == "-h"
}

// say prints and succeeds, unless nobody can read it.
func say(out io.Writer, format string, a ...any) int {
	if _, err := fmt.Fprintf(out, format, a...); err != nil {
		return 1
	}
	return 0
}

// fail prints why and gives the exit status.
func fail(errOut io.Writer, status int, format string, a ...any) int {
	if _, err := fmt.Fprintf(errOut, format, a...); err != nil {
		return 1
	}
	return status
}

// version is set at release by -ldflags; otherwise the commit is read from the build.
var version = ""

func versionText() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return s.Value[:12]
		}
	}
	return "development"
}

func versionCommand(args []string, _ io.Reader, out, errOut io.Writer) int {
	if len(args) > 0 && !asksHelp(args[0]) {
		return fail(errOut, 2, "Use: hundredweight version\n")
	}
	return say(out, "hundredweight %s\n", versionText())
}
