"""A brief sent as a file: remembered at once, fetched and filed in its own time."""

from dataclasses import dataclass

from capabilities.books import Books, Deed, SeenBefore
from capabilities.brief import Briefs
from capabilities.brief.owning import require_any
from capabilities.field.words import clean
from capabilities.refusal import Refusal
from storage import brief as stored
from storage.brief import Filing


@dataclass(frozen=True)
class Filings:
    """Takes a file's id now and files its contents later, once."""

    books: Books
    briefs: Briefs

    def ask(self, deed: Deed, *, file_id: str, name: str, why: str) -> Filing:
        """Remember that this file is to be filed. Raises NotAllowed without the role."""
        filing = Filing(
            workspace=deed.workspace,
            id=self.books.new_id(),
            file_id=file_id,
            name=clean(name)[:200],
            user=deed.user,
            why=clean(why)[:1000],
            asked_at=self.books.clock.now(),
        )
        with self.books.keep(deed) as unit:
            require_any(unit, deed.user)
            stored.add_filing(unit, filing)
            self.books.work.enqueue(unit, "filing", filing.id)
        return filing

    def get(self, workspace: str, filing_id: str) -> Filing:
        with self.books.look(workspace) as unit:
            filing = stored.filing(unit, filing_id)
        if filing is None:
            raise Refusal("That file is no longer here.")
        return filing

    def file(self, workspace: str, filing_id: str, data: bytes) -> str:
        """File the contents as a draft, once; returns the version's id. Raises Refusal when they are no brief."""
        filing = self.get(workspace, filing_id)
        if filing.version:
            return filing.version
        try:
            done = self.briefs.file(Deed(workspace, filing.user), data, why=filing.why, filing=filing_id)
        except SeenBefore:
            return self.get(workspace, filing_id).version or ""
        return done.version.id

    def refuse(self, workspace: str, filing_id: str, words: str) -> None:
        """Note why the contents could not be filed."""
        with self.books.keep(Deed(workspace, "")) as unit:
            filing = stored.filing(unit, filing_id)
            if filing is not None:
                filing.remark = words
                unit.session.add(filing)

    def missing(self, workspace: str) -> int:
        """Ask again for the work of every file still waiting; returns how many there were."""
        with self.books.keep(Deed(workspace, "")) as unit:
            waiting = stored.waiting_filings(unit)
            for filing_id in waiting:
                self.books.work.enqueue(unit, "filing", filing_id)
        return len(waiting)
