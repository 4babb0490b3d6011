TITLE Calcium, its buffers and pumps, calmodulin, CaMKII and calcineurin in a spine head

COMMENT
Written from the reaction list in spinecable/chemistry/library by python -m
spinecable.chemistry.kinetic --write: change the list, not this file.
Model: calcium, its buffers and pumps, calmodulin, CaMKII and calcineurin in a spine head. One
well-mixed volume by mass action. The mechanism owns cai; channels and synapses reach it through
ica. A calmodulin lobe is empty or full: its singly bound form stands at its quasi-steady state,
so a lobe fills at k1on k2on ca^2/D and empties at k1off k2off/D, with D = k1off + k2on ca.
INITIAL finds the steady state at the initial cai and the leak that holds it.
Source: Bartol 2015 Front Synaptic Neurosci 7:17, 10.3389/fnsyn.2015.00017, table 1; Chang 2019
10.1038/s41467-019-10694-z: goes with the release and dephosphorylation rates of the same fit to
sensors in spines; 6.3 in the tube (Lucic 2008), with which calmodulin leaves CaMKII within 1.3
s of a pulse where spines have 3 s (rows P5, P6); Chang 2019 Nat Commun 10:2784,
10.1038/s41467-019-10694-z (0; figures of the paper 0.1); Chang 2019,
10.1038/s41467-019-10694-z; Cornelisse 2007 PLoS ONE 2:e1073, 10.1371/journal.pone.0001073:
fixed sites of Kd 10 uM (ModelDB 97903); Maki-Marttunen 2020 eLife 9:e55714,
10.7554/eLife.55714; Nagerl 2000 Biophys J 79:3009 (PMID 11106608), on-rate per site as in
Schmidt 2003 J Physiol 551:13, table 2 (Bartol 2015 reads it per pair: twice this); Pepke 2010
PLoS Comput Biol 6:e1000675, 10.1371/journal.pcbi.1000675; Rodrigues 2023 eLife 12:e80152,
10.7554/eLife.80152, fit at 35 C. Each number names its own.
Changes: off-rates of calmodulin from CaMKII close the thermodynamic cycle; what a pump extrudes
is kept in ca_out, so that calcium is conserved; the leak is derived at rest.
Temperature: none of the sources gives a Q10; rates are used as printed.
Units: concentrations in uM (cai in mM, as NEURON has it), rates per second as papers print
them, (0.001) turns them into rates per ms.
ENDCOMMENT

NEURON {
    SUFFIX sc_chem_head
    USEION ca READ cai, ica WRITE cai
    RANGE volume_um3, area_um2, ica_rest, imm_total_uM, cbh_total_uM
    RANGE cbm_total_uM, pmca_per_um2, ncx_per_um2, cam_total_uM, camkii_total_uM
    RANGE pp1_uM, can_total_uM
    RANGE leak_uM_per_s, volume, membrane, camkii_active, can_active
    GLOBAL imm_on, imm_off, cbh_on, cbh_off, cbm_on
    GLOBAL cbm_off, pmca_on, pmca_off, pmca_turn, ncx_on
    GLOBAL ncx_off, ncx_turn, cam_c1_on, cam_c1_off, cam_c2_on
    GLOBAL cam_c2_off, cam_n1_on, cam_n1_off, cam_n2_on, cam_n2_off
    GLOBAL kcam_c1_on, kcam_c1_off, kcam_c2_on, kcam_c2_off, kcam_n1_on
    GLOBAL kcam_n1_off, kcam_n2_on, kcam_n2_off, bind_0_on, bind_0_off
    GLOBAL bind_2c_on, bind_2c_off, bind_2n_on, bind_2n_off, bind_4_on
    GLOBAL bind_4_off, camkii_phos, camkii_release, camkii_rebind, camkii_protect
    GLOBAL camkii_expose, camkii_floor_uM, pp1_kcat, pp1_km_uM, can_on
    GLOBAL can_off
    THREADSAFE
}

UNITS {
    (mA) = (milliamp)
    (molar) = (1/liter)
    (mM) = (millimolar)
    (uM) = (micromolar)
    (um) = (micron)
    FARADAY = (faraday) (coulomb)
}

PARAMETER {
    volume_um3 = 0 (um3) <0, 1e9> : cytosol; 0 takes a sphere whose area is that of the segment (L = diam)
    area_um2 = 0 (um2) <0, 1e9> : membrane; 0 takes that of the segment
    ica_rest = 0 (mA/cm2) : calcium current at rest, which the leak leaves out
    molecules = 602.214076 (/um3/uM) : in 1 uM and 1 um3, CODATA 2018

    imm_total_uM = 210.0 (uM) : total immobile buffer, Cornelisse 2007 PLoS ONE 2:e1073,
        : 10.1371/journal.pone.0001073: fixed sites of Kd 10 uM (ModelDB 97903)
    cbh_total_uM = 90.0 (uM) : total high-affinity calbindin sites, two sites a molecule;
        : Muller 2005 J Neurosci 25:558 (protein in CA1 pyramidal cells; four sites each)
    cbm_total_uM = 90.0 (uM) : total medium-affinity calbindin sites, two sites a
        : molecule; Muller 2005 J Neurosci 25:558 (protein in CA1 pyramidal cells; four sites
        : each)
    pmca_per_um2 = 863.0 (/um2) : density of the calcium ATPase, calibrated on rows C3,
        : C5: moved from 998 (Bartol 2015 10.3389/fnsyn.2015.00017; at least 180, a bouton model
        : of the same lineage) to 863
    ncx_per_um2 = 426.0 (/um2) : density of the sodium-calcium exchanger, calibrated on
        : rows C5: moved from 142 (Bartol 2015 10.3389/fnsyn.2015.00017; at most the shaft's) to
        : 426
    cam_total_uM = 30.0008 (uM) : total calmodulin in all its forms, bound to enzymes or
        : not, 26.34 uM free at rest and what enzymes bind then
    camkii_total_uM = 100.0 (uM) : total CaMKII subunits, Feng 2011 Brain Res 1419:46,
        : PMID 21925648: more than 100 uM of alpha subunits in spines of rat hippocampus, from
        : content and electron microscopy (16 uM of holoenzyme); models have 70 (Chang 2019) and
        : 80 (Pepke 2010 10.1371/journal.pcbi.1000675)
    pp1_uM = 11.5 (uM) : active PP1, the cofilin model of Blackwell's group
        : (github.com/neurord/cofilin, after Jedrzejewska-Szmek 2017
        : 10.1371/journal.pcbi.1005657); other models have 1-4 uM. With kcat and Km of the
        : library 1/6 s^-1 (Chang 2019 10.1038/s41467-019-10694-z)
    can_total_uM = 5.0 (uM) : total calcineurin, ASSUMED: the middle of published totals:
        : 1-2 (Hayer & Bhalla 2005), 2.3 (Maki-Marttunen 2020), 5 (the cofilin model of
        : Blackwell's group), 8 (Li 2020), 20 (Rodrigues 2023)

    imm_on = 500.0 (/uM/s) : calcium binds the immobile buffer, Cornelisse 2007 PLoS ONE
        : 2:e1073, 10.1371/journal.pone.0001073: fixed sites of Kd 10 uM (ModelDB 97903)
    imm_off = 5000.0 (/s) : calcium leaves the immobile buffer, Cornelisse 2007 PLoS ONE
        : 2:e1073, 10.1371/journal.pone.0001073: fixed sites of Kd 10 uM (ModelDB 97903)
    cbh_on = 5.5 (/uM/s) : calcium binds a high-affinity site, Nagerl 2000 Biophys J
        : 79:3009 (PMID 11106608), on-rate per site as in Schmidt 2003 J Physiol 551:13, table 2
        : (Bartol 2015 reads it per pair: twice this)
    cbh_off = 2.6 (/s) : calcium leaves a high-affinity site, Nagerl 2000 Biophys J
        : 79:3009 (PMID 11106608), on-rate per site as in Schmidt 2003 J Physiol 551:13, table 2
        : (Bartol 2015 reads it per pair: twice this)
    cbm_on = 43.5 (/uM/s) : calcium binds a medium-affinity site, Nagerl 2000 Biophys J
        : 79:3009 (PMID 11106608), on-rate per site as in Schmidt 2003 J Physiol 551:13, table 2
        : (Bartol 2015 reads it per pair: twice this)
    cbm_off = 35.8 (/s) : calcium leaves a medium-affinity site, Nagerl 2000 Biophys J
        : 79:3009 (PMID 11106608), on-rate per site as in Schmidt 2003 J Physiol 551:13, table 2
        : (Bartol 2015 reads it per pair: twice this)
    pmca_on = 150.0 (/uM/s) : calcium binds the calcium ATPase, Bartol 2015 Front Synaptic
        : Neurosci 7:17, 10.3389/fnsyn.2015.00017
    pmca_off = 15.0 (/s) : calcium leaves the calcium ATPase inside, Bartol 2015 Front
        : Synaptic Neurosci 7:17, 10.3389/fnsyn.2015.00017
    pmca_turn = 12.0 (/s) : the calcium ATPase releases it outside, Bartol 2015 Front
        : Synaptic Neurosci 7:17, 10.3389/fnsyn.2015.00017
    ncx_on = 300.0 (/uM/s) : calcium binds the sodium-calcium exchanger, Bartol 2015 Front
        : Synaptic Neurosci 7:17, 10.3389/fnsyn.2015.00017
    ncx_off = 300.0 (/s) : calcium leaves the sodium-calcium exchanger inside, Bartol 2015
        : Front Synaptic Neurosci 7:17, 10.3389/fnsyn.2015.00017
    ncx_turn = 600.0 (/s) : the sodium-calcium exchanger releases it outside, Bartol 2015
        : Front Synaptic Neurosci 7:17, 10.3389/fnsyn.2015.00017
    cam_c1_on = 4.0 (/uM/s) : first calcium binds the C lobe, Pepke 2010 PLoS Comput Biol
        : 6:e1000675, 10.1371/journal.pcbi.1000675
    cam_c1_off = 40.0 (/s) : first calcium leaves the C lobe, Pepke 2010 PLoS Comput Biol
        : 6:e1000675, 10.1371/journal.pcbi.1000675
    cam_c2_on = 10.0 (/uM/s) : second calcium binds the C lobe, Pepke 2010 PLoS Comput
        : Biol 6:e1000675, 10.1371/journal.pcbi.1000675
    cam_c2_off = 9.25 (/s) : second calcium leaves the C lobe, Pepke 2010 PLoS Comput Biol
        : 6:e1000675, 10.1371/journal.pcbi.1000675
    cam_n1_on = 100.0 (/uM/s) : first calcium binds the N lobe, Pepke 2010 PLoS Comput
        : Biol 6:e1000675, 10.1371/journal.pcbi.1000675
    cam_n1_off = 2500.0 (/s) : first calcium leaves the N lobe, Pepke 2010 PLoS Comput
        : Biol 6:e1000675, 10.1371/journal.pcbi.1000675
    cam_n2_on = 150.0 (/uM/s) : second calcium binds the N lobe, Pepke 2010 PLoS Comput
        : Biol 6:e1000675, 10.1371/journal.pcbi.1000675
    cam_n2_off = 750.0 (/s) : second calcium leaves the N lobe, Pepke 2010 PLoS Comput
        : Biol 6:e1000675, 10.1371/journal.pcbi.1000675
    kcam_c1_on = 44.0 (/uM/s) : first calcium binds the C lobe, Pepke 2010 PLoS Comput
        : Biol 6:e1000675, 10.1371/journal.pcbi.1000675
    kcam_c1_off = 33.0 (/s) : first calcium leaves the C lobe, Pepke 2010 PLoS Comput Biol
        : 6:e1000675, 10.1371/journal.pcbi.1000675
    kcam_c2_on = 44.0 (/uM/s) : second calcium binds the C lobe, Pepke 2010 PLoS Comput
        : Biol 6:e1000675, 10.1371/journal.pcbi.1000675
    kcam_c2_off = 2.7 (/s) : second calcium leaves the C lobe, Pepke 2010 PLoS Comput Biol
        : 6:e1000675, 10.1371/journal.pcbi.1000675
    kcam_n1_on = 75.0 (/uM/s) : first calcium binds the N lobe, Pepke 2010 PLoS Comput
        : Biol 6:e1000675, 10.1371/journal.pcbi.1000675
    kcam_n1_off = 300.0 (/s) : first calcium leaves the N lobe, Pepke 2010 PLoS Comput
        : Biol 6:e1000675, 10.1371/journal.pcbi.1000675
    kcam_n2_on = 76.0 (/uM/s) : second calcium binds the N lobe, Pepke 2010 PLoS Comput
        : Biol 6:e1000675, 10.1371/journal.pcbi.1000675
    kcam_n2_off = 33.0 (/s) : second calcium leaves the N lobe, Pepke 2010 PLoS Comput
        : Biol 6:e1000675, 10.1371/journal.pcbi.1000675
    bind_0_on = 0.0038 (/uM/s) : calmodulin without calcium binds CaMKII, Pepke 2010 PLoS
        : Comput Biol 6:e1000675, 10.1371/journal.pcbi.1000675
    bind_0_off = 3.1148 (/s) : calmodulin without calcium leaves CaMKII, balanced against
        : CaM4, on-rates of Pepke 2010 PLoS Comput Biol 6:e1000675, 10.1371/journal.pcbi.1000675
    bind_2c_on = 0.92 (/uM/s) : calmodulin with 2 Ca on C, 0 on N binds CaMKII, Pepke 2010
        : PLoS Comput Biol 6:e1000675, 10.1371/journal.pcbi.1000675
    bind_2c_off = 3.75202 (/s) : calmodulin with 2 Ca on C, 0 on N leaves CaMKII, balanced
        : against CaM4, on-rates of Pepke 2010 PLoS Comput Biol 6:e1000675,
        : 10.1371/journal.pcbi.1000675
    bind_2n_on = 0.1 (/uM/s) : calmodulin with 0 Ca on C, 2 on N binds CaMKII, Pepke 2010
        : PLoS Comput Biol 6:e1000675, 10.1371/journal.pcbi.1000675
    bind_2n_off = 1.13893 (/s) : calmodulin with 0 Ca on C, 2 on N leaves CaMKII, balanced
        : against CaM4, on-rates of Pepke 2010 PLoS Comput Biol 6:e1000675,
        : 10.1371/journal.pcbi.1000675
    bind_4_on = 30.0 (/uM/s) : calmodulin with 2 Ca on C, 2 on N binds CaMKII, Pepke 2010
        : PLoS Comput Biol 6:e1000675, 10.1371/journal.pcbi.1000675
    bind_4_off = 1.7 (/s) : calmodulin with 2 Ca on C, 2 on N leaves CaMKII, Pepke 2010
        : PLoS Comput Biol 6:e1000675, 10.1371/journal.pcbi.1000675
    camkii_phos = 30.0 (/s) : phosphorylation of a subunit whose neighbour is active,
        : Chang 2019 10.1038/s41467-019-10694-z: goes with the release and dephosphorylation
        : rates of the same fit to sensors in spines; 6.3 in the tube (Lucic 2008), with which
        : calmodulin leaves CaMKII within 1.3 s of a pulse where spines have 3 s (rows P5, P6)
    camkii_release = 0.333333 (/s) : calmodulin leaves a phosphorylated subunit, Chang
        : 2019 Nat Commun 10:2784, 10.1038/s41467-019-10694-z
    camkii_rebind = 0.0 (1) : on-rate of calmodulin to p as a share of that to k, Chang
        : 2019 Nat Commun 10:2784, 10.1038/s41467-019-10694-z (0; figures of the paper 0.1)
    camkii_protect = 0.0166667 (/s) : p becomes protected, Chang 2019 Nat Commun 10:2784,
        : 10.1038/s41467-019-10694-z
    camkii_expose = 0.0416667 (/s) : p2 returns to p, Chang 2019 Nat Commun 10:2784,
        : 10.1038/s41467-019-10694-z
    camkii_floor_uM = 1e-30 (uM) : makes the active share 0 where there is no CaMKII, lost
        : in rounding beside any real amount
    pp1_kcat = 1.54348 (/s) : turnover of PP1 on pT286, set so that kcat PP1 / Km is 1/6
        : s^-1: Chang 2019, 10.1038/s41467-019-10694-z
    pp1_km_uM = 106.5 (uM) : Michaelis constant of PP1 for pT286, Maki-Marttunen 2020
        : eLife 9:e55714, 10.7554/eLife.55714
    can_on = 17.5 (/uM/s) : loaded calmodulin binds calcineurin, Rodrigues 2023 eLife
        : 12:e80152, 10.7554/eLife.80152, fit at 35 C
    can_off = 0.02 (/s) : loaded calmodulin leaves calcineurin, Rodrigues 2023 eLife
        : 12:e80152, 10.7554/eLife.80152, fit at 35 C
}

ASSIGNED {
    ica (mA/cm2)
    cai (mM)
    area (um2)
    diam (um)
    volume (um3) : cytosol in use
    membrane (um2) : membrane in use
    hold (/ms) : how fast calcium is pulled to held_ca; 0 but in INITIAL
    held_ca (uM) : calcium during INITIAL
    leak_uM_per_s (uM/s) : constant inflow that balances the pumps at rest
    pmca_total_uM (uM)
    ncx_total_uM (uM)
    cam_c_d (/s) : rate at which a singly bound C lobe changes
    cam_n_d (/s) : rate at which a singly bound N lobe changes
    kcam_c_d (/s) : rate at which a singly bound C lobe changes
    kcam_n_d (/s) : rate at which a singly bound N lobe changes
    camkii_share (1) : share of active subunits
    camkii_active (1) : share of the enzyme's total
    can_active (1) : share of the enzyme's total
}

STATE {
    ca (uM) : free calcium
    imm (uM) : free immobile buffer
    imm_ca (uM) : immobile buffer with calcium
    cbh (uM) : free high-affinity calbindin sites
    cbh_ca (uM) : high-affinity calbindin sites with calcium
    cbm (uM) : free medium-affinity calbindin sites
    cbm_ca (uM) : medium-affinity calbindin sites with calcium
    pmca (uM) : free calcium ATPase
    pmca_ca (uM) : calcium ATPase with calcium
    ca_out (uM) : calcium extruded less calcium leaked in
    ncx (uM) : free sodium-calcium exchanger
    ncx_ca (uM) : sodium-calcium exchanger with calcium
    cam0 (uM) : calmodulin without calcium
    cam2c (uM) : calmodulin with 2 Ca on C, 0 on N
    cam2n (uM) : calmodulin with 0 Ca on C, 2 on N
    cam4 (uM) : calmodulin with 2 Ca on C, 2 on N
    k (uM) : inactive CaMKII subunits
    k_cam0 (uM) : CaMKII with calmodulin without calcium
    k_cam2c (uM) : CaMKII with calmodulin with 2 Ca on C, 0 on N
    k_cam2n (uM) : CaMKII with calmodulin with 0 Ca on C, 2 on N
    k_cam4 (uM) : CaMKII with calmodulin with 2 Ca on C, 2 on N
    p_cam0 (uM) : pT286 CaMKII with calmodulin without calcium
    p_cam2c (uM) : pT286 CaMKII with calmodulin with 2 Ca on C, 0 on N
    p_cam2n (uM) : pT286 CaMKII with calmodulin with 0 Ca on C, 2 on N
    p_cam4 (uM) : pT286 CaMKII with calmodulin with 2 Ca on C, 2 on N
    p (uM) : pT286 CaMKII without calmodulin
    p2 (uM) : pT286 CaMKII, protected
    can (uM) : free calcineurin
    can_cam4 (uM) : calcineurin with fully loaded calmodulin
}

INITIAL {
    membrane = area_um2
    if (membrane == 0) { membrane = area }
    volume = volume_um3
    if (volume == 0) { volume = area*diam/6 }
    pmca_total_uM = pmca_per_um2*membrane/(molecules*volume)
    ncx_total_uM = ncx_per_um2*membrane/(molecules*volume)
    held_ca = (1000)*cai
    ca = held_ca
    imm = imm_total_uM
    imm_ca = 0
    cbh = cbh_total_uM
    cbh_ca = 0
    cbm = cbm_total_uM
    cbm_ca = 0
    pmca = pmca_total_uM
    pmca_ca = 0
    ca_out = 0
    ncx = ncx_total_uM
    ncx_ca = 0
    cam0 = cam_total_uM
    cam2c = 0
    cam2n = 0
    cam4 = 0
    k = camkii_total_uM
    k_cam0 = 0
    k_cam2c = 0
    k_cam2n = 0
    k_cam4 = 0
    p_cam0 = 0
    p_cam2c = 0
    p_cam2n = 0
    p_cam4 = 0
    p = 0
    p2 = 0
    can = can_total_uM
    can_cam4 = 0
    leak_uM_per_s = 0
    hold = 1e9
    SOLVE chemistry STEADYSTATE sparse
    SOLVE chemistry STEADYSTATE sparse
    SOLVE chemistry STEADYSTATE sparse
    SOLVE chemistry STEADYSTATE sparse
    SOLVE chemistry STEADYSTATE sparse
    hold = 0
    ca = held_ca
    cai = (0.001)*ca
    ca_out = 0
    leak_uM_per_s = pmca_turn*pmca_ca + ncx_turn*ncx_ca
        + (1e10)*ica_rest*membrane/(2*FARADAY*volume)
    if (camkii_total_uM > 0) {
        camkii_active = (k_cam0 + k_cam2c + k_cam2n + k_cam4 + p_cam0 + p_cam2c + p_cam2n +
            p_cam4 + 0.6*p + 0.6*p2
            )/camkii_total_uM
    }
    if (can_total_uM > 0) {
        can_active = (can_cam4
            )/can_total_uM
    }
}

BREAKPOINT {
    SOLVE chemistry METHOD sparse
    if (camkii_total_uM > 0) {
        camkii_active = (k_cam0 + k_cam2c + k_cam2n + k_cam4 + p_cam0 + p_cam2c + p_cam2n +
            p_cam4 + 0.6*p + 0.6*p2
            )/camkii_total_uM
    }
    if (can_total_uM > 0) {
        can_active = (can_cam4
            )/can_total_uM
    }
}

KINETIC chemistry {
    coefficients()
    ~ ca << (-(1e7)*ica*membrane/(2*FARADAY*volume) + (0.001)*leak_uM_per_s + hold*held_ca)
    ~ ca -> (hold)
    ~ ca_out << (-(0.001)*leak_uM_per_s)
    ~ ca + imm <-> imm_ca ((0.001)*imm_on, (0.001)*imm_off)
    ~ ca + cbh <-> cbh_ca ((0.001)*cbh_on, (0.001)*cbh_off)
    ~ ca + cbm <-> cbm_ca ((0.001)*cbm_on, (0.001)*cbm_off)
    ~ ca + pmca <-> pmca_ca ((0.001)*pmca_on, (0.001)*pmca_off)
    ~ pmca_ca <-> pmca + ca_out ((0.001)*pmca_turn, 0)
    ~ ca + ncx <-> ncx_ca ((0.001)*ncx_on, (0.001)*ncx_off)
    ~ ncx_ca <-> ncx + ca_out ((0.001)*ncx_turn, 0)
    ~ cam0 + 2 ca <-> cam2c ((0.001)*(cam_c1_on*cam_c2_on/cam_c_d), (0.001)*(cam_c1_off*cam_c2_off/cam_c_d))
    ~ cam0 + 2 ca <-> cam2n ((0.001)*(cam_n1_on*cam_n2_on/cam_n_d), (0.001)*(cam_n1_off*cam_n2_off/cam_n_d))
    ~ cam2c + 2 ca <-> cam4 ((0.001)*(cam_n1_on*cam_n2_on/cam_n_d), (0.001)*(cam_n1_off*cam_n2_off/cam_n_d))
    ~ cam2n + 2 ca <-> cam4 ((0.001)*(cam_c1_on*cam_c2_on/cam_c_d), (0.001)*(cam_c1_off*cam_c2_off/cam_c_d))
    ~ k + cam0 <-> k_cam0 ((0.001)*bind_0_on, (0.001)*bind_0_off)
    ~ k + cam2c <-> k_cam2c ((0.001)*bind_2c_on, (0.001)*bind_2c_off)
    ~ k + cam2n <-> k_cam2n ((0.001)*bind_2n_on, (0.001)*bind_2n_off)
    ~ k + cam4 <-> k_cam4 ((0.001)*bind_4_on, (0.001)*bind_4_off)
    ~ k_cam0 + 2 ca <-> k_cam2c ((0.001)*(kcam_c1_on*kcam_c2_on/kcam_c_d), (0.001)*(kcam_c1_off*kcam_c2_off/kcam_c_d))
    ~ k_cam0 + 2 ca <-> k_cam2n ((0.001)*(kcam_n1_on*kcam_n2_on/kcam_n_d), (0.001)*(kcam_n1_off*kcam_n2_off/kcam_n_d))
    ~ k_cam2c + 2 ca <-> k_cam4 ((0.001)*(kcam_n1_on*kcam_n2_on/kcam_n_d), (0.001)*(kcam_n1_off*kcam_n2_off/kcam_n_d))
    ~ k_cam2n + 2 ca <-> k_cam4 ((0.001)*(kcam_c1_on*kcam_c2_on/kcam_c_d), (0.001)*(kcam_c1_off*kcam_c2_off/kcam_c_d))
    ~ p_cam0 + 2 ca <-> p_cam2c ((0.001)*(kcam_c1_on*kcam_c2_on/kcam_c_d), (0.001)*(kcam_c1_off*kcam_c2_off/kcam_c_d))
    ~ p_cam0 + 2 ca <-> p_cam2n ((0.001)*(kcam_n1_on*kcam_n2_on/kcam_n_d), (0.001)*(kcam_n1_off*kcam_n2_off/kcam_n_d))
    ~ p_cam2c + 2 ca <-> p_cam4 ((0.001)*(kcam_n1_on*kcam_n2_on/kcam_n_d), (0.001)*(kcam_n1_off*kcam_n2_off/kcam_n_d))
    ~ p_cam2n + 2 ca <-> p_cam4 ((0.001)*(kcam_c1_on*kcam_c2_on/kcam_c_d), (0.001)*(kcam_c1_off*kcam_c2_off/kcam_c_d))
    ~ k_cam2c <-> p_cam2c ((0.001)*camkii_phos*camkii_share, 0)
    ~ k_cam2n <-> p_cam2n ((0.001)*camkii_phos*camkii_share, 0)
    ~ k_cam4 <-> p_cam4 ((0.001)*camkii_phos*camkii_share, 0)
    ~ p_cam0 <-> p + cam0 ((0.001)*camkii_release, (0.001)*camkii_rebind*bind_0_on)
    ~ p_cam2c <-> p + cam2c ((0.001)*camkii_release, (0.001)*camkii_rebind*bind_2c_on)
    ~ p_cam2n <-> p + cam2n ((0.001)*camkii_release, (0.001)*camkii_rebind*bind_2n_on)
    ~ p_cam4 <-> p + cam4 ((0.001)*camkii_release, (0.001)*camkii_rebind*bind_4_on)
    ~ p <-> p2 ((0.001)*camkii_protect, (0.001)*camkii_expose)
    ~ p <-> k ((0.001)*(pp1_kcat*pp1_uM/(pp1_km_uM + p)), 0)
    ~ can + cam4 <-> can_cam4 ((0.001)*can_on, (0.001)*can_off)
    CONSERVE imm + imm_ca = imm_total_uM
    CONSERVE cbh + cbh_ca = cbh_total_uM
    CONSERVE cbm + cbm_ca = cbm_total_uM
    CONSERVE pmca + pmca_ca = pmca_total_uM
    CONSERVE ncx + ncx_ca = ncx_total_uM
    CONSERVE k + k_cam0 + k_cam2c + k_cam2n + k_cam4 + p_cam0 + p_cam2c + p_cam2n + p_cam4 + p + p2 = camkii_total_uM
    CONSERVE can + can_cam4 = can_total_uM
    CONSERVE cam0 + cam2c + cam2n + cam4 + k_cam0 + k_cam2c + k_cam2n + k_cam4 + p_cam0 + p_cam2c + p_cam2n + p_cam4 + can_cam4 = cam_total_uM
    cai = (0.001)*ca
}

PROCEDURE coefficients() {
    cam_c_d = cam_c1_off + cam_c2_on*ca
    cam_n_d = cam_n1_off + cam_n2_on*ca
    kcam_c_d = kcam_c1_off + kcam_c2_on*ca
    kcam_n_d = kcam_n1_off + kcam_n2_on*ca
    camkii_share = (k_cam0 + k_cam2c + k_cam2n + k_cam4 + p_cam0 + p_cam2c + p_cam2n + p_cam4 +
        p + p2)/(k + k_cam0 + k_cam2c + k_cam2n + k_cam4 + p_cam0 + p_cam2c + p_cam2n + p_cam4 +
        p + p2 + camkii_floor_uM)
}
