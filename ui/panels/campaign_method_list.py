"""The methods of campaign plans and tests on the Methods page: formulas and citations."""

from __future__ import annotations

from ui.panels.method_entry import Method, Section

PLANNING: tuple[Method, ...] = (
    Method(
        id="power",
        formula=r"n_1 = \frac{\bigl[z_{\alpha/2}\sqrt{(1 + 1/k)\,\bar p(1 - \bar p)}"
        r" + z_{\beta}\sqrt{p_1(1 - p_1) + p_2(1 - p_2)/k}\,\bigr]^2}{(p_2 - p_1)^2}",
        sources=("Fleiss, Tytun & Ury (1980), Biometrics 36:343–346, doi:10.2307/2529990",),
    ),
    Method(
        id="design_effect",
        formula=r"1 + (m - 1)\,\mathrm{ICC}",
        sources=("Eldridge, Ashby & Kerry (2006), Int. J. Epidemiol. 35:1292–1300, doi:10.1093/ije/dyl129",),
    ),
    Method(
        id="assignment",
        formula=r"h_i = \mathrm{SHA256}(\sigma, i), \quad h_{(1)} < h_{(2)} < \dots, \qquad"
        r" n_{as} \in \bigl\{\lfloor w_a N_s \rfloor,\, \lceil w_a N_s \rceil\bigr\}",
        sources=(
            "Kohavi, Tang & Xu (2020), Trustworthy Online Controlled Experiments, ch. 14, doi:10.1017/9781108653985",
            "Madow (1949), Ann. Math. Stat. 20:333–354, doi:10.1214/aoms/1177729988",
        ),
    ),
    Method(
        id="fixed_horizon",
        formula=r"P\bigl(|Z| > 1.96\bigr) = 0.05, \qquad P\bigl(\max_{l \le 20} |Z_l| > 1.96\bigr) \approx 0.25",
        sources=("Armitage, McPherson & Rowe (1969), J. R. Stat. Soc. A 132:235–244, doi:10.2307/2343787",),
    ),
    Method(
        id="planned_looks",
        formula=r"\alpha_1(t) = 2 - 2\,\Phi\bigl(z_{\alpha_1/2}/\sqrt t\,\bigr), \qquad \alpha_1 = \alpha/2",
        sources=(
            "Lan & DeMets (1983), Biometrika 70:659–663, doi:10.1093/biomet/70.3.659",
            "O'Brien & Fleming (1979), Biometrics 35:549–556, doi:10.2307/2530245",
        ),
    ),
    Method(
        id="confidence_sequence",
        formula=r"\hat d \pm \mathrm{se}\,\sqrt N\,"
        r"\sqrt{\frac{2(N\rho^2 + 1)}{N^2\rho^2}\,\ln\frac{\sqrt{N\rho^2 + 1}}{\alpha}}",
        sources=(
            "Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), Ann. Stat. 52:2613–2640, doi:10.1214/24-AOS2408",
        ),
    ),
)

EFFECTS: tuple[Method, ...] = (
    Method(
        id="score_interval",
        formula=r"\Bigl\{d : \frac{(\hat p_1 - \hat p_0 - d)^2}"
        r"{\frac{N}{N-1}\bigl[\tilde p_1(1 - \tilde p_1)/n_1 + \tilde p_0(1 - \tilde p_0)/n_0\bigr]}"
        r" \le z_{\alpha/2}^2\Bigr\}, \quad \tilde p_1 = \tilde p_0 + d",
        sources=("Miettinen & Nurminen (1985), Stat. Med. 4:213–226, doi:10.1002/sim.4780040211",),
    ),
    Method(
        id="small_counts",
        formula=r"p = \max_{\pi}\, P_{\pi}\bigl(p_{\text{Fisher}}(X) \le p_{\text{Fisher}}(x)\bigr), \qquad"
        r" p_{\text{mid}} = 2\min\{P(X > x),\, P(X < x)\} + P(X = x)",
        sources=(
            "Boschloo (1970), Stat. Neerl. 24:1–9, doi:10.1111/j.1467-9574.1970.tb00104.x",
            "Lancaster (1961), J. Am. Stat. Assoc. 56:223–234, doi:10.1080/01621459.1961.10482105",
        ),
    ),
    Method(
        id="welch",
        formula=r"t = \frac{\bar y_1 - \bar y_0}{\sqrt{s_1^2/n_1 + s_0^2/n_0}}, \qquad"
        r" \nu = \frac{(s_1^2/n_1 + s_0^2/n_0)^2}{(s_1^2/n_1)^2/(n_1 - 1) + (s_0^2/n_0)^2/(n_0 - 1)}",
        sources=("Welch (1947), Biometrika 34:28–35, doi:10.1093/biomet/34.1-2.28",),
    ),
    Method(
        id="relative_lift",
        formula=r"L = \frac{\bar y_1}{\bar y_0} - 1, \qquad (\bar y_1 - r\,\bar y_0)^2 \le"
        r" z_{\alpha/2}^2\Bigl(\frac{s_1^2}{n_1} + r^2\frac{s_0^2}{n_0}\Bigr), \quad r = 1 + L",
        sources=(
            "Fieller (1954), J. R. Stat. Soc. B 16:175–185, doi:10.1111/j.2517-6161.1954.tb00159.x",
            "Miettinen & Nurminen (1985), Stat. Med. 4:213–226, doi:10.1002/sim.4780040211",
        ),
    ),
    Method(
        id="ratio_metric",
        formula=r"R = \frac{\sum y}{\sum d}, \qquad"
        r" \mathrm{Var}(R) = \frac{v_y - 2R\,c_{yd} + R^2 v_d}{n\,\bar d^{\,2}}",
        sources=("Deng, Knoblich & Lu (2018), KDD 2018:233–242, doi:10.1145/3219819.3219919",),
    ),
    Method(
        id="covariates",
        formula=r"\hat d = \sum_s \frac{n_s}{n}\Bigl[\bigl(\bar y_{1s} - \theta_{1s}(\bar x_{1s} - \bar x_s)\bigr)"
        r" - \bigl(\bar y_{0s} - \theta_{0s}(\bar x_{0s} - \bar x_s)\bigr)\Bigr]",
        sources=(
            "Deng, Xu, Kohavi & Walker (2013), WSDM 2013:123–132, doi:10.1145/2433396.2433413",
            "Lin (2013), Ann. Appl. Stat. 7:295–318, doi:10.1214/12-AOAS583",
        ),
    ),
    Method(
        id="beta_binomial",
        formula=r"p_a \sim \mathrm{Beta}(1 + x_a,\, 1 + n_a - x_a), \qquad P(p_1 > p_0), \quad"
        r" E[\max(p_0 - p_1, 0)]",
        sources=(
            "Miller (2015), Formulas for Bayesian A/B testing, https://www.evanmiller.org/bayesian-ab-testing.html",
        ),
    ),
    Method(
        id="guardrails",
        formula=r"H_M: d \ge M, \quad z = \frac{\hat d - M}{\mathrm{se}_M}; \qquad"
        r" H_0: d \le 0, \quad z = \frac{\hat d}{\mathrm{se}_0}",
        sources=(
            "Farrington & Manning (1990), Stat. Med. 9:1447–1454, doi:10.1002/sim.4780091208",
            "Berger & Hsu (1996), Stat. Sci. 11:283–319, doi:10.1214/ss/1032280304",
        ),
    ),
)

SEGMENTS: tuple[Method, ...] = (
    Method(
        id="dunnett",
        formula=r"P\bigl(\max_{i \le k} |T_i| \ge c\bigr) = \alpha, \qquad"
        r" T_i = \frac{\bar y_i - \bar y_0}{\sqrt{s_i^2/n_i + s_0^2/n_0}}",
        sources=(
            "Dunnett (1955), J. Am. Stat. Assoc. 50:1096–1121, doi:10.1080/01621459.1955.10501294",
            "Hasler & Hothorn (2008), Biom. J. 50:793–800, doi:10.1002/bimj.200710466",
        ),
    ),
    Method(
        id="holm",
        formula=r"\tilde p_{(i)} = \max_{j \le i}\ \min\bigl\{(m - j + 1)\,p_{(j)},\, 1\bigr\}",
        sources=("Holm (1979), Scand. J. Stat. 6:65–70, https://www.jstor.org/stable/4615733",),
    ),
    Method(
        id="sidak",
        formula=r"\alpha_1 = 1 - (1 - \alpha)^{1/m}",
        sources=("Šidák (1967), J. Am. Stat. Assoc. 62:626–633, doi:10.1080/01621459.1967.10482935",),
    ),
    Method(
        id="leads",
        formula=r"\tilde p_{(i)} = \min_{j \ge i}\ \min\bigl\{\tfrac{m}{j}\,p_{(j)},\, 1\bigr\} \le 0.10",
        sources=("Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57:289–300, doi:10.1111/j.2517-6161.1995.tb02031.x",),
    ),
    Method(
        id="heterogeneity",
        formula=r"Q = \sum_s \frac{(\hat d_s - \bar d)^2}{V_s}, \qquad"
        r" I^2 = \max\Bigl(0,\, \frac{Q - (S - 1)}{Q}\Bigr)",
        sources=(
            "Cochran (1954), Biometrics 10:101–129, doi:10.2307/3001666",
            "Higgins & Thompson (2002), Stat. Med. 21:1539–1558, doi:10.1002/sim.1186",
        ),
    ),
    Method(
        id="sign_change",
        formula=r"p = \sum_{h=1}^{S-1} \binom{S-1}{h} 2^{-(S-1)}\, P\bigl(\chi^2_h > \min(Q^+, Q^-)\bigr)",
        sources=("Gail & Simon (1985), Biometrics 41:361–372, doi:10.2307/2530862",),
    ),
    Method(
        id="shrinkage",
        formula=r"\hat d_s^* = B_s\,\hat d_s + (1 - B_s)\,\mu, \qquad B_s = \frac{\tau^2}{\tau^2 + V_s}",
        sources=(
            "DerSimonian & Laird (1986), Control. Clin. Trials 7:177–188, doi:10.1016/0197-2456(86)90046-2",
            "Morris (1983), J. Am. Stat. Assoc. 78:47–55, doi:10.1080/01621459.1983.10477920",
        ),
    ),
    Method(
        id="sign_risk",
        formula=r"S = P\bigl(\hat d < 0 \mid |\hat d| > z_{\alpha/2}\,\mathrm{se},\, d > 0\bigr), \qquad"
        r" M = \frac{E\bigl(|\hat d| \mid |\hat d| > z_{\alpha/2}\,\mathrm{se}\bigr)}{d}",
        sources=("Gelman & Carlin (2014), Perspect. Psychol. Sci. 9:641–651, doi:10.1177/1745691614551642",),
    ),
    Method(
        id="simpson",
        formula=r"\hat d = \bar y_1 - \bar y_0, \qquad \hat d_{ps} = \sum_s \frac{n_s}{n}\,(\bar y_{1s} - \bar y_{0s})",
        sources=(
            "Bickel, Hammel & O'Connell (1975), Science 187:398–404, doi:10.1126/science.187.4175.398",
            "Miratrix, Sekhon & Yu (2013), J. R. Stat. Soc. B 75:369–396, doi:10.1111/j.1467-9868.2012.01048.x",
        ),
    ),
    Method(
        id="targeting",
        formula=r"V(\pi) = \sum_s \frac{n_s}{n}\,\bar y_{\pi(s),s}, \qquad"
        r" G(\pi) = V(\pi) - \max_a V(a)",
        sources=(
            "Dudík, Erhan, Langford & Li (2014), Stat. Sci. 29:485–511, doi:10.1214/14-STS500",
            "Chernozhukov et al. (2018), Econom. J. 21:C1–C68, doi:10.1111/ectj.12097",
        ),
    ),
)

TRUST: tuple[Method, ...] = (
    Method(
        id="sample_ratio",
        formula=r"\chi^2 = \sum_a \frac{(n_a - N s_a)^2}{N s_a}",
        sources=("Fabijan, Gupchup, Gupta et al. (2019), KDD 2019:2156–2164, doi:10.1145/3292500.3330722",),
    ),
    Method(
        id="certificate",
        formula=r"\hat\alpha = \frac1B \sum_{b=1}^{B} \mathbf 1\{p_b < \alpha\}, \qquad l_{95}(\hat\alpha) \le \alpha",
        sources=(
            "Phipson & Smyth (2010), Stat. Appl. Genet. Mol. Biol. 9:39, doi:10.2202/1544-6115.1585",
            "Wilson (1927), J. Am. Stat. Assoc. 22:209–212, doi:10.1080/01621459.1927.10502953",
        ),
    ),
    Method(
        id="money",
        formula=r"W = N(d\,m - c) - K, \qquad L = \sigma\bigl[\varphi(u) - u\,(1 - \Phi(u))\bigr], \quad u = W/\sigma",
        sources=("Raiffa & Schlaifer (1961), Applied Statistical Decision Theory, Harvard University",),
    ),
)

CAMPAIGN_SECTIONS: tuple[Section, ...] = (
    ("campaign_planning", PLANNING),
    ("campaign_effects", EFFECTS),
    ("campaign_segments", SEGMENTS),
    ("campaign_trust", TRUST),
)
