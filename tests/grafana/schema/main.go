// Reads dashboards strictly by Grafana's own schema of them, as the Go module that Grafana generates from it: an unknown
// member, a missing one or a wrong type is told with its path. Exits with 1 if any dashboard is wrong.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"github.com/grafana/grafana-foundation-sdk/go/bargauge"
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/heatmap"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/statetimeline"
	"github.com/grafana/grafana-foundation-sdk/go/table"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

// The kinds of panels that the boards have. One that is not here would have its options left unchecked.
var kinds = []variants.PanelcfgConfig{
	bargauge.VariantConfig(), heatmap.VariantConfig(), stat.VariantConfig(),
	statetimeline.VariantConfig(), table.VariantConfig(), timeseries.VariantConfig(),
}

func main() {
	runtime := cog.NewRuntime()
	known := []string{"row"}
	for _, kind := range kinds {
		runtime.RegisterPanelcfgVariant(kind)
		known = append(known, kind.Identifier)
	}
	runtime.RegisterDataqueryVariant(prometheus.VariantConfig())
	wrong := false
	for _, path := range os.Args[1:] {
		for _, what := range check(path, known) {
			fmt.Printf("%s: %s\n", path, what)
			wrong = true
		}
	}
	if wrong {
		os.Exit(1)
	}
}

func check(path string, known []string) (wrong []string) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return []string{err.Error()}
	}
	var strict, board dashboard.Dashboard
	// What is returned for no error at all is an empty list of them, which is not nil; for that reason the strict reader
	// keeps no panel, and a second one is asked what they are.
	if err := strict.UnmarshalJSONStrict(raw); err != nil && err.Error() != "" {
		return []string{err.Error()}
	}
	if err := json.Unmarshal(raw, &board); err != nil {
		return []string{err.Error()}
	}
	if err := board.Validate(); err != nil {
		wrong = append(wrong, err.Error())
	}
	for number, field := range fieldConfigs(raw) {
		var config dashboard.FieldConfigSource
		if err := config.UnmarshalJSONStrict(field); err != nil && err.Error() != "" {
			wrong = append(wrong, fmt.Sprintf("panels[%d].fieldConfig.%s", number, err))
		}
	}
	for _, panel := range board.Panels {
		if panel.Panel != nil && !slices.Contains(known, panel.Panel.Type) {
			wrong = append(wrong, "no schema is known for a panel of the type "+panel.Panel.Type)
		}
	}
	return wrong
}

// What the strict reader of panels reads less strictly: how values are shown, of each panel.
func fieldConfigs(raw []byte) map[int]json.RawMessage {
	var board struct {
		Panels []struct {
			FieldConfig json.RawMessage `json:"fieldConfig"`
		} `json:"panels"`
	}
	found := map[int]json.RawMessage{}
	if json.Unmarshal(raw, &board) == nil {
		for number, panel := range board.Panels {
			if panel.FieldConfig != nil {
				found[number] = panel.FieldConfig
			}
		}
	}
	return found
}
