"""What a model, or a person, may write to have something executed."""

TEXTS = {
    "script": "<script>xss('script')</script>\n\nAfter.",
    "script in a line": "Before <script>xss()</script> after <ScRiPt src=//evil.example/x.js>",
    "handlers": "<img src=x onerror=xss()> <b onclick='xss()' onmouseover=xss()>Here</b>",
    "a block of handlers": "<div onclick=xss() style='position:fixed;inset:0'>\n\nHere\n\n</div>",
    "javascript links": (
        "[one](javascript:xss()) [two](JaVaScRiPt:xss()) [three](java\tscript:xss()) "
        "[four](&#106;avascript:xss()) [five](javascript&colon;xss()) <javascript:xss()> "
        "[six]( \x01javascript:xss()) [seven][r] [eight](vbscript:xss()) [nine](//evil.example)"
        "\n\n[r]: javascript:xss()"
    ),
    "data links": "[one](data:text/html,<script>xss()</script>) <data:text/html;base64,eHNz>",
    "images": "![one](http://evil.example/a.png) ![two](javascript:xss()) ![three](data:,x)",
    "quotes in a title": '[one](http://a.example \'x" onmouseover="xss()\') ![a" onerror=xss()](b)',
    "svg": "<svg onload=xss()><script>xss()</script><a xlink:href='javascript:xss()'></svg>",
    "frames": "<iframe srcdoc='<script>parent.xss()</script>'></iframe><object data=x><embed>",
    "meta": "<meta http-equiv=refresh content='0;url=//evil.example'><base href=//evil.example>",
    "style": "<style>*{display:none}</style><link rel=stylesheet href=//evil.example>",
    "unclosed": "Here is <b <i <img src=x onerror=xss() \n\n<script\n\nxss()//",
    "ends of elements": "</template></div></article></section></main></body><script>xss()</script>",
    "comments": "<!-- --><script>xss()</script> --!> <![CDATA[ <script>xss()</script> ]]>",
    "turbo streams": (
        "<turbo-stream action='append' target='toasts'><template><script>xss()</script>"
        "</template></turbo-stream>\n\n<turbo-frame src='/accounts/logout/'></turbo-frame>"
        "<turbo-stream-from signed-stream-name=x></turbo-stream-from>"
    ),
    "elements of the page": (
        "<palaver-answer message=x></palaver-answer><article id=toasts data-controller=copy>"
        "<form action='/accounts/logout/' method=post><button>Press</button></form>"
    ),
    "a language": '```"><script>xss()</script>\ncode\n```\n\n```x" onmouseover="xss()\ncode\n```',
    "code": "```html\n<script>xss()</script></code></pre><img src=x onerror=xss()>\n```",
    "a table": "| <img src=x onerror=xss()> |\n| --- |\n| <script>xss()</script> `</td>` |",
    "a list": "- <script>xss()</script>\n- [ ] <img src=x onerror=xss()>\n- [x](javascript:xss())",
    "formulas": (
        "$\\href{javascript:xss()}{x}$ $\\url{javascript:xss()}$ $\\htmlData{x=y}{z}$ "
        "$\\includegraphics{http://evil.example/a.png}$ $\\htmlStyle{position:fixed}{x}$\n\n"
        "$$\\text{<img src=x onerror=xss()>}$$"
    ),
    "a diagram": (
        '```mermaid\ngraph TD\n  A["<img src=x onerror=xss()>"] --> B\n'
        '  click A "javascript:xss()"\n  click B call xss()\n```'
    ),
    "a loose diagram": (
        "```mermaid\n%%{init: {'securityLevel': 'loose', 'htmlLabels': true}}%%\ngraph TD\n"
        "  C[\"<iframe srcdoc='<script>xss()</script>'>\"]\n"
        '  click C href "javascript:xss()"\n```'
    ),
    "no diagram": "```mermaid\n<script>xss()</script>\n```",
    "footnotes": "One[^<script>xss()</script>] and[^a]\n\n[^a]: <img src=x onerror=xss()>",
    "entities": "&lt;script&gt;xss()&lt;/script&gt; &#60;img src=x onerror=xss()&#62;",
}
