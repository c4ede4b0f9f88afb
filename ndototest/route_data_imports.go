package ndototest

import (
	"net/http"
	"slices"
	"strings"
)

const dataImports = "data_imports"

// dataImportRoutes came after Chatwoot 4.2.
var dataImportRoutes = []route{
	{http.MethodGet, dataImports, accessAgents, withDataImports(listDataImports)},
	{http.MethodPost, dataImports, accessAgents, withDataImports(createDataImport)},
	{http.MethodPost, dataImports + "/validate_source", accessAgents, withDataImports(validateDataImport)},
	{http.MethodGet, dataImports + "/{id}", accessAgents, withDataImports(dataImportTable.withRow(dataImportTable.show))},
	{http.MethodPost, dataImports + "/{id}/start", accessAgents, withDataImports(dataImportTable.withRow(startDataImport))},
	{http.MethodPost, dataImports + "/{id}/abandon", accessAgents, withDataImports(dataImportTable.withRow(abandonDataImport))},
	{http.MethodGet, dataImports + "/{id}/error_logs", accessAgents, withDataImports(dataImportTable.withRow(dataImportLog))},
	{http.MethodGet, dataImports + "/{id}/skip_logs", accessAgents, withDataImports(dataImportTable.withRow(dataImportLog))},
}

// withDataImports refuses everybody but administrators of an account that has the feature.
func withDataImports(handler func(*call) reply) func(*call) reply {
	return func(c *call) reply {
		if !c.hasFeature("data_import") || !c.isAdmin() {
			return forbidden()
		}
		return handler(c)
	}
}

// dataImportTable holds imports. Nobody asks Intercom: each token is valid, and its workspace is empty.
var dataImportTable = table{
	path: dataImports, one: bare,
	render: func(_ *call, row object) object {
		return merged(row, object{
			"import_errors": []any{}, "skip_logs": []any{}, "skip_logs_filters": object{"selected_source_object_type": nil, "counts_by_type": object{}},
		})
	},
}

func listDataImports(c *call) reply {
	return ok(object{"payload": newestRows(c, c.rows[dataImports])})
}

var dataImportTypes = []string{"contacts", "conversations"}

// importTypes are what is to be imported, if the source and the token are what they have to be.
func (c *call) importTypes() ([]string, *reply) {
	types := dataImportTypes
	if c.has("import_types") {
		types = slices.DeleteFunc(c.texts("import_types"), func(t string) bool { return strings.TrimSpace(t) == "" })
	}
	unsupported := slices.DeleteFunc(slices.Clone(types), func(t string) bool { return slices.Contains(dataImportTypes, t) })
	problem := ""
	switch {
	case c.text("source_provider") != "intercom":
		problem = "Unsupported import source."
	case strings.TrimSpace(c.text("access_token")) == "":
		problem = "Intercom access key is required."
	case len(types) == 0:
		problem = "Select at least one data type to import."
	case len(unsupported) > 0:
		problem = "Unsupported import types: " + strings.Join(unsupported, ", ")
	default:
		return types, nil
	}
	r := answer(http.StatusUnprocessableEntity, object{"valid": false, "message": problem})
	return nil, &r
}

func validateDataImport(c *call) reply {
	types, refusal := c.importTypes()
	if refusal != nil {
		return *refusal
	}
	totals := object{}
	for _, t := range types {
		totals[t] = 0
	}
	return ok(object{"valid": true, "totals": totals})
}

func isActiveImport(row object) bool {
	return row["status"] == "pending" || row["status"] == "processing"
}

func createDataImport(c *call) reply {
	if slices.ContainsFunc(c.rows[dataImports], isActiveImport) {
		return answer(http.StatusUnprocessableEntity, object{"message": "Another data import is already in progress."})
	}
	types, refusal := c.importTypes()
	if refusal != nil {
		return *refusal
	}
	name := c.text("name")
	if strings.TrimSpace(name) == "" {
		name = "Intercom import"
	}
	count := func() object { return object{"imported": 0, "skipped": 0} }
	stats := object{"contacts": count(), "conversations": count(), "messages": count(), "errors": object{"count": 0}}
	for _, t := range types {
		stats[t].(object)["total"] = 0
	}
	row := merged(c.dated(), object{
		"id": c.nextID(dataImports), "name": name, "data_type": "intercom", "source_type": "api", "source_provider": "intercom", "import_types": types,
		"status": "pending", "stalled": false, "total_records": nil, "processed_records": nil, "stats": stats, "cursor": object{}, "started_at": nil,
		"completed_at": nil, "abandoned_at": nil, "initiated_by": object{"id": c.user.id, "name": c.user.name, "email": c.user.email},
		"import_errors_count": 0, "skip_logs_count": 0,
	})
	c.rows[dataImports] = append(c.rows[dataImports], row)
	return c.runDataImport(row)
}

// runDataImport shows an import, and finds nothing in a job.
func (c *call) runDataImport(row object) reply {
	response := dataImportTable.rendered(c, row)
	c.later(func() {
		if isActiveImport(row) {
			now := iso(c.now())
			row["status"], row["started_at"], row["completed_at"], row["updated_at"] = "completed", now, now, now
		}
	})
	return ok(response)
}

// startDataImport shows an import that is not over, or the one that is running (restart_service.rb).
func startDataImport(c *call, row object) reply {
	if row["status"] != "failed" && row["status"] != "abandoned" {
		return dataImportTable.show(c, row)
	}
	if i := slices.IndexFunc(c.rows[dataImports], isActiveImport); i >= 0 {
		return dataImportTable.show(c, c.rows[dataImports][i])
	}
	row["status"], row["abandoned_at"], row["completed_at"], row["started_at"], row["updated_at"] = "pending", nil, nil, nil, iso(c.now())
	return c.runDataImport(row)
}

func abandonDataImport(c *call, row object) reply {
	if isActiveImport(row) {
		row["status"], row["abandoned_at"], row["updated_at"] = "abandoned", iso(c.now()), iso(c.now())
	}
	return dataImportTable.show(c, row)
}

// dataImportLog is what was not imported: nothing.
func dataImportLog(*call, object) reply {
	return csvFile([][]string{{"created_at", "kind", "source_object_type", "source_object_id", "error_code", "message", "details"}})
}
