// Puts the witnesses' lines below a stored checkpoint. They stand in a table of their own, because
// the note that was signed with the entries never changes.
#include "command/notes.h"

#include "book_sql.h"

static fault add_lines(struct store_reader *reader, struct arena *arena,
                       struct command_note *note) {
    struct book_cosignatures_of_list rows;
    TRY(book_cosignatures_of(reader, &(struct book_cosignatures_of_in){note->size}, arena, &rows));
    for (size_t i = 0; i < rows.count; i++)
        note->note = log_checkpoint_add_line(arena, note->note, rows.items[i].line);
    note->cosignature_count = (int)rows.count;
    return NULL;
}

fault command_note_newest(struct store_reader *reader, struct arena *arena,
                          struct command_note *ret_note) {
    struct book_newest_checkpoint row;
    *ret_note = (struct command_note){0};
    TRY(book_newest_checkpoint(reader, arena, &row, &ret_note->is_there));
    if (!ret_note->is_there) return NULL;
    *ret_note = (struct command_note){true, row.size, row.signed_at, row.note, 0};
    return add_lines(reader, arena, ret_note);
}

fault command_note_witnessed(struct store_reader *reader, struct arena *arena,
                             struct command_note *ret_note) {
    struct book_witnessed_checkpoint row;
    *ret_note = (struct command_note){0};
    TRY(book_witnessed_checkpoint(reader, arena, &row, &ret_note->is_there));
    if (!ret_note->is_there) return NULL;
    *ret_note = (struct command_note){true, row.size, row.signed_at, row.note, 0};
    return add_lines(reader, arena, ret_note);
}

fault command_note_at(struct store_reader *reader, struct arena *arena, int64_t size,
                      struct command_note *ret_note) {
    struct book_checkpoint_at row;
    *ret_note = (struct command_note){0};
    TRY(book_checkpoint_at(reader, &(struct book_checkpoint_at_in){size}, arena, &row,
                           &ret_note->is_there));
    if (!ret_note->is_there) return NULL;
    *ret_note = (struct command_note){true, row.size, row.signed_at, row.note, 0};
    return add_lines(reader, arena, ret_note);
}
