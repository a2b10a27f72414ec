"""Which Buttons a component can plainly use, and how."""

from __future__ import annotations

import pytest

from codemods.syntax.source import Source
from codemods.transforms.components.button_props import Taken, taken_by

ANY = Taken(any_attribute=True, type=True, class_name=True)
NO_CLASS = Taken(any_attribute=True, type=True, class_name=False)
LISTED = Taken(any_attribute=False, type=False, class_name=False)


def taken(text: str, path: str = "button.tsx") -> Taken | None:
    source = Source(path, text.encode())
    return taken_by(source, source.module.declarations["Button"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'function Button({ className, ...props }: React.ComponentProps<"button">) {'
            " return <button className={className} {...props} />; }",
            ANY,
        ),
        (
            "const Button = (props: React.ButtonHTMLAttributes<HTMLButtonElement>) =>"
            " <button {...props} />;",
            NO_CLASS,
        ),
        (
            "type Props = React.DetailedHTMLProps<React.ButtonHTMLAttributes<HTMLButtonElement>,"
            " HTMLButtonElement> & { size?: string };"
            "const Button: React.FC<Props> = ({ size, className, ...rest }) =>"
            " <button data-size={size} className={className} {...rest} />;",
            ANY,
        ),
        (
            "interface Props extends ButtonPrimitive.Props, VariantProps<typeof variants> {}"
            "const Button = React.memo(React.forwardRef<HTMLButtonElement, Props>("
            "({ className, ...props }, ref) => <ButtonPrimitive ref={ref} {...props} />));",
            ANY,
        ),
        (
            "type Props = Omit<React.ComponentProps<'button'>, 'color'> & { color?: string };"
            "function Button({ className, ...props }: Props) { return <button {...props} />; }",
            ANY,
        ),
        (
            "type Props = React.ComponentProps<'button'> & ButtonVariants;"
            "const Button = forwardRef<HTMLButtonElement, Props>((props, ref) => {"
            " const { className, size, ...rest } = props;"
            " return <Comp className={className} {...rest} />; });",
            ANY,
        ),
        (
            "interface Props extends useRender.ComponentProps<'button'> { size?: string }"
            "function Button({ className, render, ...props }: Props) {"
            " return useRender({ props: mergeProps<'button'>(defaults, props) }); }",
            ANY,
        ),
        ("const Button = styled.button`color: red;`;", ANY),
        ('const Button = styled("button")({ color: "red" });', ANY),
        (
            "function Button({ children, onClick, disabled }:"
            " React.ButtonHTMLAttributes<HTMLButtonElement>) {"
            " return <button onClick={onClick} disabled={disabled}>{children}</button>; }",
            LISTED,
        ),
        (
            "type Props = React.PropsWithChildren<{ onClick?(): void; disabled?: boolean;"
            ' type?: "button" | "submit"; className?: string }>;'
            "const Button = ({ children, onClick, disabled, type, className }: Props) =>"
            " <button className={className}>{children}</button>;",
            Taken(any_attribute=False, type=True, class_name=True),
        ),
    ],
)
def test_a_button_that_passes_on_or_lists_what_is_needed_is_used(
    text: str, expected: Taken
) -> None:
    assert taken(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "const Button = 1;",
        "const Button = () => <button />;",
        "const Button = make();",
        "function Button(props: PressableProps) { return <Pressable {...props} />; }",
        "function Button(props) { return <button {...props} />; }",
        "function Button(props: any) { return <button {...props} />; }",
        "function Button({ href, ...props }: { href: string } & React.ComponentProps<'button'>)"
        " { return <a href={href} {...props} />; }",
        "function Button({ children, onClick }: { children: string; onClick: () => void })"
        " { return <button onClick={onClick}>{children}</button>; }",
        "function Button({ onClick, disabled, children }: Omit<React.ComponentProps<'button'>,"
        " 'onClick'>) { return <button>{children}</button>; }",
        "type Props = Props & { children: string };"
        "function Button(props: Props) { return <button {...props} />; }",
        "interface Props { [key: string]: unknown }"
        "function Button(props: Props) { return <button {...props} />; }",
    ],
)
def test_a_button_that_may_need_more_or_take_less_is_not(text: str) -> None:
    assert taken(text) is None


def test_in_javascript_the_parameters_say_all() -> None:
    spread = "function Button({ children, ...props }) { return <button {...props} />; }"
    assert taken(spread, "button.jsx") == NO_CLASS
    listed = "function Button({ children, onClick, disabled }) { return <button />; }"
    assert taken(listed, "button.jsx") == LISTED
    assert taken("function Button({ href }) { return <a href={href} />; }", "button.jsx") is None
