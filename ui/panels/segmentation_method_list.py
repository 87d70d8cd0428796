"""The methods of segmentation evaluations on the Methods page: formulas and citations."""

from __future__ import annotations

from ui.panels.method_entry import Method, Section

DOLNICAR_BOOK = "Dolnicar, Grün & Leisch (2018), Market Segmentation Analysis, ch. 4, doi:10.1007/978-981-10-8818-6_4"
TREES = "Breiman, Friedman, Olshen & Stone (1984), Classification and Regression Trees, doi:10.1201/9781315139470"

CRITERIA: tuple[Method, ...] = (
    Method(
        id="chance_and_best",
        formula=r"u = \min\Bigl(\max\Bigl(\frac{v - v_0}{v_1 - v_0},\,0\Bigr),\,1\Bigr)",
        sources=(
            "Pitman (1937), Suppl. J. R. Stat. Soc. 4:119–130, doi:10.2307/2984124",
            "Buja & Eyuboglu (1992), Multivar. Behav. Res. 27:509–540, doi:10.1207/s15327906mbr2704_2",
        ),
    ),
    Method(
        id="outcome_lift",
        formula=r"R^2 = 1 - \frac{\sum_i (y_i - \bar y_{s_i})^2}{\sum_i (y_i - \bar y)^2}, \qquad"
        r" \omega^2 = \frac{SSB - (K-1)\,MSW}{SST + MSW}",
        sources=("Campbell & Thompson (2008), Rev. Financ. Stud. 21:1509–1531, doi:10.1093/rfs/hhm055",),
    ),
    Method(
        id="targeting_gain",
        formula=r"\frac{\sum_{i \in T} y_i}{\sum_i y_i}, \qquad |T| = 0.2\,n",
        sources=(),
    ),
    Method(
        id="campaign_response",
        formula=r"\tau^2 = \max\Bigl(0,\, \frac{Q - (K - 1)}{\sum w - \sum w^2/\sum w}\Bigr), \qquad w_k = 1/V_k",
        sources=(
            "DerSimonian & Laird (1986), Control. Clin. Trials 7:177–188, doi:10.1016/0197-2456(86)90046-2",
            "Viechtbauer (2007), Stat. Med. 26:37–52, doi:10.1002/sim.2514",
        ),
    ),
    Method(
        id="segmentation_stability",
        formula=r"\mathrm{ARI} = \frac{\sum_{ij}\binom{n_{ij}}{2} - e}{\frac12 (a + b) - e}, \qquad"
        r" e = \frac{ab}{\binom n2},\; a = \sum_i \binom{n_{i\cdot}}{2},\; b = \sum_j \binom{n_{\cdot j}}{2}",
        sources=(
            "Dolnicar & Leisch (2010), Mark. Lett. 21:83–101, doi:10.1007/s11002-009-9083-4",
            "Hubert & Arabie (1985), J. Classif. 2:193–218, doi:10.1007/BF01908075",
        ),
    ),
    Method(
        id="segment_stability",
        formula=r"\mathrm{SLSw}_k = \tfrac12\Bigl(\max_j J(C_k, D_j) + \max_j J(C_k, D'_j)\Bigr), \qquad"
        r" \mathrm{SLSa}_k = 1 - \frac{H(\cdot \mid C_k)}{\ln (K-1)}",
        sources=("Dolnicar & Leisch (2017), Mark. Lett. 28:423–436, doi:10.1007/s11002-017-9423-8",),
    ),
    Method(
        id="staying_in_segment",
        formula=r"\kappa = \frac{p_o - p_e}{1 - p_e}",
        sources=(
            "Cohen (1968), Psychol. Bull. 70:213–220, doi:10.1037/h0026256",
            "Fleiss, Cohen & Everitt (1969), Psychol. Bull. 72:323–327, doi:10.1037/h0028106",
        ),
    ),
    Method(
        id="silhouette",
        formula=r"s_i = \frac{b_i - a_i}{\max(a_i, b_i)}",
        sources=("Rousseeuw (1987), J. Comput. Appl. Math. 20:53–65, doi:10.1016/0377-0427(87)90125-7",),
    ),
    Method(
        id="substantial_segments",
        formula=r"\min\Bigl(\sum_{k \in S} p_k,\; \frac{\sum_{k \in S} v_k}{\sum_k v_k}\Bigr), \quad"
        r" S = \{k : n_k \ge n_{\min},\; m\,v_k \ge c\}; \qquad \frac{e^{H(p)}}{K}",
        sources=(
            DOLNICAR_BOOK,
            "Fleiss, Tytun & Ury (1980), Biometrics 36:343–346, doi:10.2307/2529990",
            "Hill (1973), Ecology 54:427–432, doi:10.2307/1934352",
        ),
    ),
    Method(
        id="explainable_segments",
        formula=r"\frac1K \sum_k \frac{\#\{i \in C_k : \hat s_i = k\}}{n_k}",
        sources=(TREES, "Brodersen, Ong, Stephan & Buhmann (2010), ICPR:3121–3124, doi:10.1109/ICPR.2010.764"),
    ),
    Method(
        id="signup_recognition",
        formula=r"\frac1K \sum_k \frac{\#\{i \in C_k : \hat s(x_i^{\mathrm{day\,0}}) = k\}}{n_k}",
        sources=("Breiman (2001), Mach. Learn. 45:5–32, doi:10.1023/A:1010933404324",),
    ),
    Method(
        id="reach_and_action",
        formula=r"\min_k \frac{r_k}{n_k}, \qquad \frac{\#\{\text{actions}\}}{K}",
        sources=(DOLNICAR_BOOK,),
    ),
    Method(
        id="privacy_cost",
        formula=r"1 - \frac{\sum_{f \in \text{used}} q_f}{\sum_{f} q_f}",
        sources=("Sweeney (2002), Int. J. Uncertain. Fuzz. 10:557–570, doi:10.1142/S0218488502001648",),
    ),
)

WAYS: tuple[Method, ...] = (
    Method(
        id="rule_tables",
        formula=r"s_i = k \iff \text{line}_t \text{ holds}, \quad t = \min\{t' : \text{line}_{t'} \text{ holds}\}",
        sources=(),
    ),
    Method(
        id="rfm_scores",
        formula=r"\text{score} = 1 + \#\{q_j < x\}, \qquad q_j = F^{-1}(j/5)",
        sources=("Chen, Sain & Guo (2012), J. Database Mark. 19:197–208, doi:10.1057/dbm.2012.17",),
    ),
    Method(id="lifecycle_stages", formula=r"R > 180 \to \text{former}; \quad F \ge 4;\; F \ge 2;\; F < 2", sources=()),
    Method(
        id="k_means",
        formula=r"\min \sum_i \lVert z_i - c_{s_i} \rVert^2, \qquad z = \frac{x - m}{\sigma}",
        sources=("Lloyd (1982), IEEE Trans. Inf. Theory 28:129–137, doi:10.1109/TIT.1982.1056489",),
    ),
    Method(
        id="gaussian_mixture",
        formula=r"\max \sum_i \ln \sum_k p_k \prod_f \varphi(z_{if};\, \mu_{kf}, \sigma_{kf}^2)",
        sources=("Dempster, Laird & Rubin (1977), J. R. Stat. Soc. B 39:1–38, doi:10.1111/j.2517-6161.1977.tb01600.x",),
    ),
    Method(
        id="k_prototypes",
        formula=r"\min \sum_i \Bigl[\lVert z_i - c_{s_i} \rVert^2 + \gamma\,\#\{a_i \ne \hat a_{s_i}\}\Bigr]",
        sources=("Huang (1998), Data Min. Knowl. Discov. 2:283–304, doi:10.1023/A:1009769707641",),
    ),
    Method(
        id="latent_classes",
        formula=r"\max \sum_i \ln \sum_k p_k \prod_q P(a_{iq} \mid k)",
        sources=(
            "Goodman (1974), Biometrika 61:215–231, doi:10.1093/biomet/61.2.215",
            "Morin et al. (2025), J. Stat. Softw. 113(8), doi:10.18637/jss.v113.i08",
        ),
    ),
    Method(
        id="dense_groups",
        formula=r"d(x, y) = \max\{\mathrm{core}(x),\, \mathrm{core}(y),\, \lVert x - y \rVert\}",
        sources=("Campello, Moulavi & Sander (2013), PAKDD:160–172, doi:10.1007/978-3-642-37456-2_14",),
    ),
    Method(
        id="restart_adequacy",
        formula=r"\#\{t : L_t \le L_{\min} + 0.001\,|L_{\min}|\} \ge 3",
        sources=("Dolnicar, Grün & Leisch (2018), Market Segmentation Analysis, doi:10.1007/978-981-10-8818-6",),
    ),
    Method(
        id="number_of_segments",
        formula=r"\mathrm{ps}(K) = \min_k \frac{\#\text{pairs together}}{n_k(n_k-1)/2}, \qquad"
        r" \mathrm{gap}(K) = E^*[\ln W_K] - \ln W_K",
        sources=(
            "Tibshirani & Walther (2005), J. Comput. Graph. Stat. 14:511–528, doi:10.1198/106186005X59243",
            "Tibshirani, Walther & Hastie (2001), J. R. Stat. Soc. B 63:411–423, doi:10.1111/1467-9868.00293",
            "Schwarz (1978), Ann. Stat. 6:461–464, doi:10.1214/aos/1176344136",
            "Biernacki, Celeux & Govaert (2000), IEEE TPAMI 22:719–725, doi:10.1109/34.865189",
        ),
    ),
)

CHOICE: tuple[Method, ...] = (
    Method(
        id="weighing_segmentations",
        formula=r"U = \sum_j w_j\, u_j, \qquad b^r = \Pr(\mathrm{rank}(w, u) = r)",
        sources=("Lahdelma & Salminen (2001), Operations Research 49:444–454, doi:10.1287/opre.49.3.444.11220",),
    ),
    Method(
        id="simplest_as_good",
        formula=r"U \ge U_{\max} - \mathrm{se}(U_{\max} - U)",
        sources=(TREES,),
    ),
    Method(
        id="privacy_price",
        formula=r"U(\text{with the field}) - U(\text{without})",
        sources=(),
    ),
    Method(
        id="target_segments",
        formula=r"a_k = \frac{\sum_j g_j\, v_{kj}}{\sum_j g_j}",
        sources=("Dolnicar, Grün & Leisch (2018), Market Segmentation Analysis, ch. 8, doi:10.1007/978-981-10-8818-6",),
    ),
    Method(
        id="mix_shift",
        formula=r"\mathrm{PSI} = \sum_k (q_k - p_k)\ln\frac{q_k}{p_k}, \qquad"
        r" E \approx (K-1)\Bigl(\frac1{n_1} + \frac1{n_2}\Bigr)",
        sources=("Yurdakul (2018), Western Michigan University, https://scholarworks.wmich.edu/dissertations/3208",),
    ),
    Method(
        id="engine_assignment",
        formula=r"\arg\min_k \lVert z - c_k \rVert^2 = \arg\min_k (b_k - w_k \cdot x), \qquad"
        r" w_k = \frac{2 c_k}{\sigma},\; b_k = \lVert c_k \rVert^2 + 2\,c_k \cdot \frac{m}{\sigma}",
        sources=(),
    ),
)

SEGMENTATION_SECTIONS: tuple[Section, ...] = (
    ("segmentation_criteria", CRITERIA),
    ("segmentation_ways", WAYS),
    ("segmentation_choice", CHOICE),
)
