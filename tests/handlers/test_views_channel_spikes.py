"""The word on returned leads says how many, why, what a rep wrote and what to do, and pings nobody."""

from capabilities.digest.hearing import Verdicts
from capabilities.digest.spikes import Spike
from handlers.views.channel_spikes import spike
from playground.blocks.surfaces import problems_of
from storage.channels import Channel
from tests.front_door import words

ADS = Channel(workspace="T", id="c", name="Ads <!here>", name_key="ads", owner="UMAX")


def test_returned_leads_are_told_with_counts_reasons_words_and_what_helps() -> None:
    now = Verdicts(1, 6, {"no_need": 4, "no_budget": 1})
    text, blocks = spike(Spike("UMAX", ADS, now, Verdicts(9, 2), "They want <@UREP> a price"))
    said = words(blocks)
    assert text == "Ads &lt;!here&gt;: sales returned 6 of 7 leads judged in the last seven days."
    assert "In the four weeks before it was 2 of 11." in said
    assert "Why: no need 4, no budget 1, without a reason 1." in said
    assert "> They want &lt;@UREP&gt; a price" in said
    assert "*What helps now:* Look at what the channel promises" in said
    assert problems_of(blocks, surface="message", file_exists=lambda _: True) == []


def test_without_reasons_or_an_owner_it_still_says_what_to_do() -> None:
    _, blocks = spike(Spike("UBOSS", ADS, Verdicts(0, 5), Verdicts(), "", instead_of=""))
    said = words(blocks)
    assert "Why:" not in said
    assert "Ask one of the reps what was wrong" in said
    assert "In the four weeks before none was judged." in said
    assert "Nobody answers for it yet" in said
    _, other = spike(Spike("UBOSS", ADS, Verdicts(0, 5), Verdicts(), "", instead_of="UMAX"))
    assert "<@UMAX> answers for it and cannot be asked now" in words(other)
