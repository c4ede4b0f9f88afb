package ndototest

import (
	"slices"
	"strings"
	"unicode"
)

// hasCompanies reports whether the account has the feature companies, which Chatwoot 4.16 turns on.
func (s *Server) hasCompanies() bool { return s.dialect == Chatwoot416 }

// freeMail are domains of mail providers, whose addresses belong to no company.
var freeMail = []string{
	"aol.com", "fastmail.com", "gmail.com", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hey.com", "hotmail.com", "icloud.com", "live.com", "mail.com",
	"me.com", "msn.com", "outlook.com", "pm.me", "proton.me", "protonmail.com", "qq.com", "web.de", "yahoo.com", "yandex.com", "yandex.ru", "zoho.com",
}

// joinCompany gives a contact whose first address is of a business the company of its domain
// (enterprise/app/services/contacts/company_association_service.rb).
func (w *world) joinCompany(p *contact, hadEmail bool) {
	_, domain, _ := strings.Cut(p.email, "@")
	if !w.server.hasCompanies() || hadEmail || p.company != 0 || domain == "" || slices.Contains(freeMail, domain) {
		return
	}
	rows := w.rows["companies"]
	i := slices.IndexFunc(rows, func(row object) bool { return row["domain"] == domain })
	if i < 0 {
		name := toText(p.additional["company_name"])
		if name == "" {
			name = titleize(strings.Split(domain, ".")[0])
		}
		company := w.newCompany(name, domain)
		company["id"] = w.nextID("companies")
		i, rows = len(rows), append(rows, company)
		w.rows["companies"] = rows
	}
	p.company = toInt(rows[i]["id"])
	p.additional = merged(p.additional, object{"company_name": rows[i]["name"]})
}

func titleize(text string) string {
	words := strings.Fields(strings.NewReplacer("-", " ", "_", " ").Replace(text))
	for i, word := range words {
		runes := []rune(word)
		runes[0] = unicode.ToUpper(runes[0])
		words[i] = string(runes)
	}
	return strings.Join(words, " ")
}
