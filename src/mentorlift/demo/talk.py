"""What people in the demo write to each other. Three voices a question; no customer, nobody's health."""

from collections.abc import Mapping

# by the mentor? -> kind of question -> one text for each voice
SAID: Mapping[bool, Mapping[str, tuple[str, str, str]]] = {
    False: {
        "strengths": (
            "I stay calm when somebody is in a hurry. Two callers thanked me for not rushing them.",
            "I listen well. I hear it when somebody is not the one who decides.",
            "I know the product by now and find the right page at once.",
        ),
        "challenge": (
            "The price comes up in the second minute and I answer it straight away. Then the talk is about money only.",
            "I forget to ask for the next step, and the call ends politely with nothing agreed.",
            "After three calls without a sale I get quieter, and one can hear it.",
        ),
        "advice_received": (
            "Ask for the budget before showing the product.",
            "Say the next step at the start of the call, then it is no surprise at the end.",
            "Stand up after a bad call and take one breath before the next.",
        ),
        "advice_result": (
            "Tried it with two of five. One answered at once; with the other I asked too early.",
            "It worked four times. It felt odd only the first time.",
            "I did it twice and forgot it on the busy day.",
        ),
        "feedback": (
            "The role play helped most. I would like another one.",
            "It was good to hear that you had the same trouble.",
            "Clear and short. Thank you.",
        ),
        "free": ("", "", ""),
    },
    True: {
        "strengths": (
            "You let people finish. That is rarer than you think.",
            "You ask one question at a time.",
            "You prepare, and it shows in the first minute.",
        ),
        "challenge": (
            "I give answers too quickly myself. I want to ask you more before I say anything.",
            "My own opening has become a habit; I would like to hear how you do it.",
            "I find it hard to stay with one topic for half an hour.",
        ),
        "advice_received": (
            "Keep one good call a day in mind and say why it went well.",
            "Ask me what I tried before you tell me what to do.",
            "Send me the question before we meet.",
        ),
        "advice_result": (
            "I did, and it changed how I start the afternoon.",
            "I asked first this time. We found it together.",
            "It helped: we had more time for the call itself.",
        ),
        "feedback": (
            "You used the pause. Do it again with the next price question.",
            "Agree on one step, however small, and write it down while they listen.",
            "Take the quiet voice as a sign to stand up.",
        ),
        "free": ("", "", ""),
    },
}
