// Command report writes one HTML page about the last weeks: volumes, response times and the load of each agent. The
// charts are part of the page, which needs no network and can be sent by mail.
//
//	cd examples/tools && go run ./report -out report.html
package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"os"
	"strings"
	"time"

	"github.com/go-analyze/charts"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/examples/internal/tool"
)

//go:embed page.html
var page string

func main() { command().Main() }

func command() *tool.Tool {
	t := tool.New("report", "Writes one HTML page about the last weeks: volumes, response times and the load of each agent.")
	out := t.Flags.String("out", "report.html", "the `file` to write")
	weeks := t.Flags.Int("weeks", 8, "how many `weeks`, from 1 to 52, this one included")
	business := t.Flags.Bool("business-hours", false, "count only working hours in response times")
	force := t.Flags.Bool("force", false, "overwrite the file")
	t.Run = func(ctx context.Context) error {
		if *weeks < 1 || *weeks > 52 {
			return tool.Usage("-weeks must be from 1 to 52, got %d", *weeks)
		}
		flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
		if *force {
			flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
		}
		client, err := t.Client()
		if err != nil {
			return err
		}
		now := time.Now()
		p := period{since: startOfWeek(now).AddDate(0, 0, -7*(*weeks-1)), until: now, business: *business}
		html, err := p.report(ctx, client)
		if err != nil {
			return err
		}
		file, err := os.OpenFile(*out, flags, 0o600)
		if errors.Is(err, os.ErrExist) {
			return tool.Usage("%s exists; -force overwrites it", *out)
		} else if err != nil {
			return err
		}
		_, err = file.Write(html)
		if err := errors.Join(err, file.Close()); err != nil {
			return err
		}
		t.Say("Wrote %s.", *out)
		return nil
	}
	return t
}

// startOfWeek returns the midnight at which the week began, on Monday as on the server.
func startOfWeek(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()-(int(t.Weekday())+6)%7, 0, 0, 0, 0, t.Location())
}

type period struct {
	since, until time.Time
	business     bool
}

// report returns the page.
func (p period) report(ctx context.Context, client *ndoto.Client) ([]byte, error) {
	summary, err := client.Reports.Summary(ctx, &ndoto.ReportParams{Since: p.since, Until: p.until, BusinessHours: p.business})
	if err != nil {
		return nil, err
	}
	volumes, err := p.weekly(ctx, client, 1, 0, map[string]ndoto.ReportMetric{
		"conversations": ndoto.MetricConversations, "resolved": ndoto.MetricResolutions,
		"messages in": ndoto.MetricIncomingMessages, "messages out": ndoto.MetricOutgoingMessages,
	}, "conversations", "resolved", "messages in", "messages out")
	if err != nil {
		return nil, err
	}
	times, err := p.weekly(ctx, client, 1/time.Hour.Seconds(), charts.GetNullValue(), map[string]ndoto.ReportMetric{
		"first response": ndoto.MetricFirstResponseTime, "reply": ndoto.MetricReplyTime, "resolution": ndoto.MetricResolutionTime,
	}, "first response", "reply", "resolution")
	if err != nil {
		return nil, err
	}
	load, err := p.load(ctx, client)
	if err != nil {
		return nil, err
	}
	view := map[string]any{
		"Account": client.AccountID(), "Server": client.BaseURL(), "Since": p.since, "Until": p.until, "Summary": summary, "Load": load,
	}
	for name, draw := range map[string]func() (template.URL, error){
		"Volumes": func() (template.URL, error) { return image(charts.BarRender(volumes.values, volumes.options()...)) },
		"Times":   func() (template.URL, error) { return image(charts.LineRender(times.values, times.options()...)) },
		"Agents":  func() (template.URL, error) { return load.chart() },
	} {
		if view[name], err = draw(); err != nil {
			return nil, fmt.Errorf("the chart %s: %w", name, err)
		}
	}
	var html bytes.Buffer
	err = template.Must(template.New("").Funcs(template.FuncMap{"duration": duration}).Parse(page)).Execute(&html, view)
	return html.Bytes(), err
}

// series are the lines or bars of a chart, with a value for each week.
type series struct {
	names, weeks []string
	values       [][]float64
}

// weekly gets metrics in an order, multiplied by a factor. For a week of which the server has no value it says 0, which
// a time never is: none takes its place.
func (p period) weekly(ctx context.Context, client *ndoto.Client, factor, none float64, metrics map[string]ndoto.ReportMetric, order ...string) (s series, err error) {
	for _, name := range order {
		points, err := client.Reports.Series(ctx, metrics[name], &ndoto.ReportParams{
			Since: p.since, Until: p.until, GroupBy: "week", BusinessHours: p.business,
		})
		if err != nil {
			return s, err
		}
		s.weeks = s.weeks[:0]
		values := make([]float64, len(points))
		for i, point := range points {
			s.weeks = append(s.weeks, point.Timestamp.In(p.since.Location()).Format("2 Jan"))
			if values[i] = float64(point.Value) * factor; point.Value == 0 {
				values[i] = none
			}
		}
		s.names, s.values = append(s.names, name), append(s.values, values)
	}
	return s, nil
}

func (s series) options() []charts.OptionFunc {
	return []charts.OptionFunc{
		charts.SVGOutputOptionFunc(), charts.DimensionsOptionFunc(900, 360),
		charts.XAxisLabelsOptionFunc(s.weeks), charts.LegendLabelsOptionFunc(s.names),
		charts.YAxisOptionFunc(charts.YAxisOption{Min: new(0.0)}),
	}
}

type agent struct {
	Name                    string
	Conversations, Resolved int
	FirstResponse           ndoto.Decimal
}

type agents []agent

// load returns what each agent had. The report has their numbers only, so their names come from the list.
func (p period) load(ctx context.Context, client *ndoto.Client) (agents, error) {
	list, err := client.Agents.List(ctx)
	if err != nil {
		return nil, err
	}
	names := map[int64]string{}
	for _, a := range list {
		names[a.ID] = a.Name
	}
	rows, err := client.Reports.ByAgent(ctx, &ndoto.PeriodParams{Since: p.since, Until: p.until, BusinessHours: p.business})
	if err != nil {
		return nil, err
	}
	var all agents
	for _, row := range rows {
		name, ok := names[row.ID]
		if !ok {
			name = fmt.Sprintf("agent %d, who left", row.ID)
		}
		all = append(all, agent{name, row.ConversationsCount, row.ResolvedConversationsCount, row.AvgFirstResponseTime})
	}
	return all, nil
}

func (a agents) chart() (template.URL, error) {
	if len(a) == 0 {
		return "", nil
	}
	s := series{names: []string{"conversations", "resolved"}, values: make([][]float64, 2)}
	for _, one := range a {
		s.weeks = append(s.weeks, one.Name)
		s.values[0] = append(s.values[0], float64(one.Conversations))
		s.values[1] = append(s.values[1], float64(one.Resolved))
	}
	return image(charts.HorizontalBarRender(s.values,
		charts.SVGOutputOptionFunc(), charts.DimensionsOptionFunc(900, 120+40*len(a)),
		charts.YAxisLabelsOptionFunc(s.weeks), charts.LegendLabelsOptionFunc(s.names)))
}

// image embeds a chart. As an image, no script runs in it, whatever the names of agents are.
func image(painter *charts.Painter, err error) (template.URL, error) {
	if err != nil {
		return "", err
	}
	svg, err := painter.Bytes()
	return template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(svg)), err
}

func duration(seconds ndoto.Decimal) string {
	if seconds == 0 {
		return "–"
	}
	d := time.Duration(float64(seconds) * float64(time.Second))
	switch {
	case d < time.Second:
		return "<1s"
	case d < time.Minute:
		return d.Round(time.Second).String()
	case d < 48*time.Hour:
		return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
	}
	hours := int(d.Round(time.Hour).Hours())
	return fmt.Sprintf("%dd %dh", hours/24, hours%24)
}
