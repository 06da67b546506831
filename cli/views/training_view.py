"""Shows a quiz, and how it was answered."""

from cli.views.console import bullets, count, out, print_line
from domain.training import GradedQuiz, QuizOut


def print_quiz(quiz: QuizOut) -> None:
    print_line(f"{quiz.quiz_id}: {quiz.clause_id}, {quiz.title}")
    for number, question in enumerate(quiz.questions, 1):
        print_line(f"\n{number}. {question.post}")
        print_line(f"   {question.text}")
        out.print(bullets(f"{option.id}: {option.text}" for option in question.options))
    print_line(f"\n{quiz.needed} of {count(len(quiz.questions), 'right answer')} pass. Answer with:")
    print_line(f"clausewise training answer {quiz.quiz_id} {' '.join('…' for _ in quiz.questions)}")


def print_grade(graded: GradedQuiz) -> None:
    print_line(f"{graded.quiz_id}: {graded.right} of {graded.asked} right. {graded.note}")
    for number, answer in enumerate(graded.answers, 1):
        if not answer.is_right:
            print_line(f"\n{number}. {answer.question.post}")
            print_line(f"   you answered {answer.given}; right is {answer.right}. {answer.explanation}")
    print_line(f"\nThe first of these examples is due again on {graded.again_on}.")
