package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"hundredweight/models/bid"
)

// config is every setting there is. Each comes from the environment; a few
// have a flag, which wins.
type config struct {
	Addr     string // HW_ADDR: where to listen, 127.0.0.1:8080
	Data     string // HW_DATA: the data folder, ./data
	Database string // HW_DATABASE: postgres://…; empty for SQLite in the data folder
	BaseURL  string // HW_BASE_URL: the address people use, https://…; links in mail begin with it
	Operator string // HW_OPERATOR_NAME: who runs this site, shown in the header
	Contact  string // HW_CONTACT: e-mail address for help and for reports of weaknesses
	Proxies  []netip.Prefix
	SMTP     smtpConfig
	BidSaves int  // HW_BID_SAVES: how often an organisation may save its bids in a minute; 0 for no limit
	Restored bool // serve --restored: the database was set back on purpose
	chosen   bool // the base URL was set, not worked out
}

// smtpConfig is how mail leaves.
type smtpConfig struct {
	Host     string // HW_SMTP_HOST: host:port; empty keeps mail in the outbox
	User     string // HW_SMTP_USER
	Password secret // HW_SMTP_PASSWORD
	From     string // HW_SMTP_FROM: "Northmere Commissioning <no-reply@northmere.example>"
}

// secret never prints itself.
type secret string

// String keeps a secret out of logs.
func (secret) String() string { return "[redacted]" }

// GoString keeps a secret out of %#v.
func (secret) GoString() string { return "[redacted]" }

const settings = `Settings, from the environment:
  HW_ADDR              where to listen (127.0.0.1:8080); --addr wins
  HW_DATA              the data folder (data); --data wins
  HW_DATABASE          postgres://user:password@host/name; empty keeps SQLite in the data folder
  HW_BASE_URL          the address people use, such as https://northmere.example
  HW_OPERATOR_NAME     who runs the site, shown in the header
  HW_CONTACT           e-mail address for help and for reports of weaknesses
  HW_TRUSTED_PROXIES   addresses of proxies whose X-Forwarded-For is believed, with commas
  HW_BID_SAVES         how often an organisation may save its bids in a minute (60); 0 for no limit
  HW_SMTP_HOST         mail server as host:port; empty keeps mail in the outbox
  HW_SMTP_USER         user at the mail server
  HW_SMTP_PASSWORD     password at the mail server
  HW_SMTP_FROM         sender of mail
`

// errHelp says that help was asked for and printed.
var errHelp = errors.New("help was printed")

// readConfig reads the settings for a command, used as in use: its name first.
// more adds the command's own flags. Help that is asked for is printed to out;
// what is wrong is one line.
func readConfig(use string, args []string, getenv func(string) string, out io.Writer, more func(*flag.FlagSet)) (config, []string, error) {
	c := config{
		Addr: or(getenv("HW_ADDR"), "127.0.0.1:8080"), Data: or(getenv("HW_DATA"), "data"), Database: getenv("HW_DATABASE"),
		BaseURL: getenv("HW_BASE_URL"), Operator: or(getenv("HW_OPERATOR_NAME"), "Hundredweight"), Contact: getenv("HW_CONTACT"),
		SMTP: smtpConfig{Host: getenv("HW_SMTP_HOST"), User: getenv("HW_SMTP_USER"), Password: secret(getenv("HW_SMTP_PASSWORD")), From: getenv("HW_SMTP_FROM")},
	}
	name, _, _ := strings.Cut(use, " [")
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	flags.StringVar(&c.Addr, "addr", c.Addr, "where to listen")
	flags.StringVar(&c.Data, "data", c.Data, "the data folder")
	if more != nil {
		more(flags)
	}
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		say(out, "Use: hundredweight %s\n", use)
		flags.SetOutput(out)
		flags.PrintDefaults()
		say(out, "\n%s", settings)
		return c, nil, errHelp
	} else if err != nil {
		return c, nil, fmt.Errorf("%w. See: hundredweight %s --help", err, name)
	}
	if err := c.check(getenv("HW_TRUSTED_PROXIES")); err != nil {
		return c, nil, err
	}
	saves := or(getenv("HW_BID_SAVES"), strconv.Itoa(bid.SavesMost))
	var err error
	if c.BidSaves, err = strconv.Atoi(saves); err != nil || c.BidSaves < 0 || c.BidSaves > 1_000_000 {
		return c, nil, fmt.Errorf("HW_BID_SAVES is %q. Write a whole number of saves a minute, such as 60; 0 for no limit", saves)
	}
	return c, flags.Args(), nil
}

func or(value, fallback string) string {
	if strings.TrimSpace(value) == "" {
		return fallback
	}
	return value
}

func (c *config) check(proxies string) error {
	c.chosen = c.BaseURL != ""
	if !c.chosen {
		c.BaseURL = "http://" + c.Addr
		if strings.HasPrefix(c.Addr, ":") {
			c.BaseURL = "http://localhost" + c.Addr
		}
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return fmt.Errorf("HW_BASE_URL is %q. Set it to the address people use, such as https://northmere.example", c.BaseURL)
	}
	c.BaseURL = u.Scheme + "://" + u.Host
	for _, p := range strings.FieldsFunc(proxies, func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, err := netip.ParsePrefix(p)
		if err != nil {
			addr, err := netip.ParseAddr(p)
			if err != nil {
				return fmt.Errorf("HW_TRUSTED_PROXIES has %q. Write addresses such as 10.0.0.1 or 10.0.0.0/24, with commas", p)
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		c.Proxies = append(c.Proxies, prefix)
	}
	return nil
}

// databaseURL is the address the store opens.
func (c config) databaseURL() string {
	if c.Database != "" {
		return c.Database
	}
	return "sqlite:" + c.sqlitePath()
}

func (c config) sqlitePath() string { return filepath.Join(c.Data, "hundredweight.db") }

// hosts are the names the site answers to: that of the base URL, when one was
// chosen; none (any) on a trial run without one.
func (c config) hosts() []string {
	u, err := url.Parse(c.BaseURL)
	if err != nil || !c.chosen {
		return nil
	}
	return []string{u.Hostname()}
}
