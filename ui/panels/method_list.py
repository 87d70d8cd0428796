"""The methods that the Methods page explains: formulas and citations. The plain words are in ``methods.po``."""

from __future__ import annotations

from ui.panels.campaign_method_list import CAMPAIGN_SECTIONS
from ui.panels.method_entry import Method, Section
from ui.panels.segmentation_method_list import SEGMENTATION_SECTIONS

TOOL_SECTIONS: tuple[Section, ...] = (
    (
        "scores",
        (
            Method(
                id="additive",
                formula=r"U_i = \sum_j w_j\, v_j(x_{ij}), \qquad \sum_j w_j = 1",
                sources=(
                    "Keeney & Raiffa (1976), Decisions with Multiple Objectives, Wiley",
                    "Dyer & Sarin (1979), Operations Research 27:810–822, doi:10.1287/opre.27.4.810",
                ),
            ),
            Method(
                id="value_function",
                formula=r"v(x) = v_k + (v_{k+1} - v_k)\,\frac{x - x_k}{x_{k+1} - x_k}, \quad x_k \le x \le x_{k+1}",
                sources=("von Winterfeldt & Edwards (1986), Decision Analysis and Behavioral Research, Cambridge UP",),
            ),
            Method(
                id="weighted_product",
                formula=r"P_i = \prod_j \max(v_{ij}, \varepsilon)^{w_j}",
                sources=(
                    "Bridgman (1922), Dimensional Analysis, Yale UP",
                    "Miller & Starr (1969), Executive Decisions and Operations Research, Prentice-Hall",
                ),
            ),
            Method(
                id="promethee2",
                formula=r"\phi_a = \frac{1}{m-1}\sum_{b \ne a}\sum_j w_j\,\bigl(P_j(a,b) - P_j(b,a)\bigr), \quad"
                r" P_j = \min\!\Bigl(\max\!\Bigl(\tfrac{d_j - q}{p - q},\,0\Bigr),\,1\Bigr)",
                sources=(
                    "Brans & Vincke (1985), Management Science 31:647–656, doi:10.1287/mnsc.31.6.647",
                    "Brans, Vincke & Mareschal (1986), EJOR 24:228–238, doi:10.1016/0377-2217(86)90044-5",
                ),
            ),
            Method(
                id="vikor",
                formula=r"Q_i = v\,\frac{S_i - S^*}{S^- - S^*} + (1 - v)\,\frac{R_i - R^*}{R^- - R^*}",
                sources=("Opricovic & Tzeng (2004), EJOR 156:445–455, doi:10.1016/S0377-2217(03)00020-1",),
            ),
            Method(
                id="topsis",
                formula=r"C_i = \frac{d_i^-}{d_i^+ + d_i^-}, \quad y_{ij} = w_j\,\frac{x_{ij}}{\sqrt{\sum_i x_{ij}^2}}",
                sources=(
                    "Hwang & Yoon (1981), Multiple Attribute Decision Making, Springer, doi:10.1007/978-3-642-48318-9",
                ),
            ),
        ),
    ),
    (
        "weights",
        (
            Method(
                id="points",
                formula=r"w_j = \frac{p_j}{\sum_k p_k}",
                sources=(
                    (
                        "Edwards & Barron (1994), Organizational Behavior and Human Decision Processes 60:306–325, "
                        "doi:10.1006/obhd.1994.1087"
                    ),
                ),
            ),
            Method(
                id="swing",
                formula=r"w_j = \frac{s_j}{\sum_k s_k}, \qquad \max_j s_j = 100",
                sources=("von Winterfeldt & Edwards (1986), Decision Analysis and Behavioral Research, Cambridge UP",),
            ),
            Method(
                id="rank_weights",
                formula=r"w^{ROC}_r = \frac{1}{n}\sum_{k=r}^{n}\frac{1}{k}, \quad"
                r" w^{RS}_r = \frac{2(n + 1 - r)}{n(n+1)}, \quad w^{RR}_r = \frac{1/r}{\sum_k 1/k}",
                sources=(
                    "Barron & Barrett (1996), Management Science 42:1515–1523, doi:10.1287/mnsc.42.11.1515",
                    (
                        "Stillwell, Seaver & Edwards (1981), Organizational Behavior and Human Performance 28:62–77, "
                        "doi:10.1016/0030-5073(81)90015-5"
                    ),
                ),
            ),
            Method(
                id="ahp",
                formula=r"A w = \lambda_{\max} w, \qquad CR = \frac{\lambda_{\max} - n}{(n - 1)\,RI_n}",
                sources=(
                    "Saaty (1977), Journal of Mathematical Psychology 15:234–281, doi:10.1016/0022-2496(77)90033-5",
                ),
            ),
            Method(
                id="bwm",
                formula=r"\min \xi \;:\; |w_B - a_{Bj} w_j| \le \xi,\; |w_j - a_{jW} w_W| \le \xi,\; \sum_j w_j = 1",
                sources=(
                    "Rezaei (2015), Omega 53:49–57, doi:10.1016/j.omega.2014.11.009",
                    "Rezaei (2016), Omega 64:126–130, doi:10.1016/j.omega.2015.12.001",
                ),
            ),
        ),
    ),
    (
        "uncertainty",
        (
            Method(
                id="smaa",
                formula=r"b_i^r = \Pr\bigl(\mathrm{rank}_i(w, x) = r\bigr), \qquad"
                r" \mathrm{se} = \sqrt{b(1 - b)/N}",
                sources=(
                    "Lahdelma & Salminen (2001), Operations Research 49:444–454, doi:10.1287/opre.49.3.444.11220",
                ),
            ),
            Method(
                id="weight_variation",
                formula=r"w \sim \mathrm{Dirichlet}(k\,\bar w), \qquad k = \frac{n - 1}{c^2} - 1",
                sources=(),
            ),
            Method(
                id="stability",
                formula=r"g(x) = x\,d_k + (1 - x)\,\frac{g - w_k d_k}{1 - w_k}, \qquad g(x^*) = 0",
                sources=("Mareschal (1988), EJOR 33:54–64, doi:10.1016/0377-2217(88)90254-8",),
            ),
            Method(
                id="flips",
                formula=r"\min_{\delta} \tfrac12 \lVert \delta \rVert_1 \;:\; d \cdot (w + \delta) \le 0,\;"
                r" \textstyle\sum_j \delta_j = 0,\; w + \delta \ge 0",
                sources=(
                    (
                        "Triantaphyllou & Sánchez (1997), Decision Sciences 28:151–194, "
                        "doi:10.1111/j.1540-5915.1997.tb01306.x"
                    ),
                ),
            ),
            Method(
                id="dominance",
                formula=r"a \succ b \iff v_{aj} \ge v_{bj}\ \forall j \ \text{and}\ \exists j: v_{aj} > v_{bj}",
                sources=("Goodwin & Wright, Decision Analysis for Management Judgment, Wiley",),
            ),
            Method(
                id="information",
                formula=r"\mathrm{EVPPI}_u = E_u\bigl[\max_i E(U_i \mid u)\bigr] - \max_i E(U_i)",
                sources=(
                    "Strong, Oakley & Brennan (2014), Medical Decision Making 34:311–326, doi:10.1177/0272989X13505910",
                ),
            ),
            Method(
                id="decoy",
                formula=r"\arg\max U(A) = \arg\max U(A \cup \{z\}), \qquad v_{zj} = \min_i v_{ij}",
                sources=("Belton & Gear (1983), Omega 11:228–230, doi:10.1016/0305-0483(83)90047-6",),
            ),
        ),
    ),
    (
        "people",
        (
            Method(
                id="evidence_widths",
                formula=r"x \sim \mathrm{Triangular}(v - h,\, v,\, v + h), \qquad"
                r" h = \min(h_{\text{kind}} + 5\max(a - 1, 0),\, 40)",
                sources=(),
            ),
            Method(id="missing", formula=r"v \sim \mathrm{Uniform}(0, 100), \qquad \bar v = 50", sources=()),
            Method(
                id="reviews",
                formula=r"\hat\mu = \frac{C\,m_0 + n\,\bar x}{C + n}",
                sources=("Mosimann (1962), Biometrika 49:65–82, doi:10.1093/biomet/49.1-2.65",),
            ),
            Method(
                id="kendall",
                formula=r"W = \frac{12\,S}{k^2 (m^3 - m) - k\,T}",
                sources=(
                    (
                        "Kendall & Babington Smith (1939), Annals of Mathematical Statistics 10:275–287, "
                        "doi:10.1214/aoms/1177732186"
                    ),
                ),
            ),
            Method(
                id="quarrel",
                formula=r"\sum_i \mathrm{Var}_e\bigl(w^{(e)} \cdot \bar v_i\bigr) \quad\text{/}\quad"
                r" \sum_i \mathrm{Var}_e\bigl(\bar w \cdot v^{(e)}_i\bigr)",
                sources=(),
            ),
        ),
    ),
)

SECTIONS = (*TOOL_SECTIONS, *SEGMENTATION_SECTIONS, *CAMPAIGN_SECTIONS)
