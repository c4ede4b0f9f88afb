package ndototest

// Suggestion is an answer that Captain suggests to the account.
type Suggestion struct {
	AssistantID      int64
	Question, Answer string
	Conversations    []int64 // that it is from
}

// AddSuggestion adds a suggestion of Captain, and returns its id. Servers make them when conversations are resolved.
func (s *Server) AddSuggestion(in Suggestion) (id int64) {
	s.seed(func() {
		w := s.world
		id = w.nextID(captainSuggestions)
		now := epoch(w.now())
		w.rows[captainSuggestions] = append(w.rows[captainSuggestions], object{
			"id": id, "assistant_id": in.AssistantID, "question": in.Question, "answer": in.Answer, "language": "en", "status": "open",
			"source_count": len(in.Conversations), "created_at": now, "updated_at": now,
		})
		for _, conversation := range in.Conversations {
			w.rows[captainObservations] = append(w.rows[captainObservations], object{
				"id": w.nextID(captainObservations), "faq_suggestion_id": id, "conversation_id": conversation, "generated_question": in.Question,
				"generated_answer": in.Answer, "language": "en", "status": "attached", "created_at": now,
			})
		}
	})
	return id
}
