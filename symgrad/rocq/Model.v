(* Models: the hypotheses of the theorems can be met, all at once, and what is not proved of ∂ is not provable.

   The rationals are an ordered field without any axiom. The real numbers are needed for exp, log, √, sin, cos and real powers: no
   others have them all. They are the standard library's, with its axioms, and a ∂ is chosen by the axiom of choice; so axioms
   appear in this file, where consistency is shown, and in no file that a theorem uses. *)
From Coq Require Import Qcanon Reals Rpower ClassicalEpsilon Lra.
From Symgrad Require Import Derivative.
#[local] Open Scope Z_scope.

(* ---- the rationals, without axioms ---- *)

Definition rationals : ordered_field.
Proof.
  refine {| carrier := Qc; zero := 0%Qc; one := 1%Qc; add := Qcplus; mul := Qcmult; sub := Qcminus; opp := Qcopp; div := Qcdiv;
            inv := Qcinv; leb := fun a b => Qle_bool a b; field_laws := Qcft |}.
  - intros a b. rewrite !Qle_bool_iff. destruct (Qlt_le_dec a b) as [H|H]; [left; apply Qlt_le_weak, H | right; exact H].
  - intros a b. rewrite !Qle_bool_iff. apply Qcle_antisym.
  - intros a b c. rewrite !Qle_bool_iff. apply Qcle_trans.
  - intros a b c. rewrite !Qle_bool_iff. intro H. apply Qcplus_le_compat; [exact H | apply Qcle_refl].
  - intros a b. rewrite !Qle_bool_iff. intros H K. change (0 <= a * b)%Qc. rewrite <- (Qcmult_0_l b).
    apply Qcmult_le_compat_r; assumption.
Defined.
Print Assumptions rationals.

(* ---- what holds of every ∂ over every ordered field ---- *)

Section Any.
  Context {F : ordered_field}.
  Add Field scalar_field : (field_laws F)
    (morphism (@ratio_morphism F), constants [ratio_constant], power_tac (@power_laws F) [power_exponent]).
  Local Open Scope scalar_scope.

  (* ∂ is not empty: the derivative of x·x at 3 is 6. *)
  Lemma square_at_three D (x : tensor F) : partial_derivative D -> x [] = cast 3 -> D (fun x => x [] * x []) x [] = cast 6.
  Proof.
    intros HD E. transitivity (D (fun x => x []) x [] * x [] + x [] * D (fun x => x []) x []); [derivative|].
    assert (R : D (fun x => x []) x [] = one) by derivative. rewrite R, E. ring.
  Qed.

  (* An equation that holds at a point alone does not go under ∂: from x = 0, 1 = ∂x/∂x = ∂0/∂x = 0 does not follow. *)
  Lemma not_at_a_point D : partial_derivative D -> ~ (forall e e' (x : tensor F) a, e x = e' x -> D e x a = D e' x a).
  Proof.
    intros HD H. pose proof (H (fun x => x []) (fun _ => zero) (fun _ => zero) [] eq_refl) as K.
    assert (R : D (fun x => x []) (fun _ => zero) [] = one) by derivative.
    assert (C : D (fun x => zero) (fun _ => zero) [] = zero) by derivative.
    rewrite R, C in K. exact (one_neq_zero K).
  Qed.

  (* max(x, −x) has no derivative at 0, where both are the maximum *)
  Definition tie (x : tensor F) : F := max_over (range 0 2 (fun k => point true [k])) (fun p => match p with [0%Z] => x []
    | _ => - x [] end).
  Lemma tie_value (x : tensor F) : tie x = if leb (- x []) (x []) then x [] else - x [].
  Proof. unfold tie. change (range 0 2 _) with [[0]; [1]]%Z. cbn. destruct (leb (- x []) (x [])); reflexivity. Qed.
  Lemma no_derivative_at_a_tie (x : tensor F) : x [] = zero -> ~ differentiable tie x [].
  Proof.
    intros E [d H].
    assert (V : forall h, zero < h -> tie (bump x [] h) = h /\ tie (bump x [] (- h)) = h).
    { intros h P.
      assert (N : - h < h) by (apply (proj2 (lt_sub _ _)); replace (h - - h) with (h + h) by ring; apply pos_add; [exact P
        | apply lt_le, P]).
      rewrite !tie_value. unfold bump; cbn. rewrite E. replace (zero + h) with h by ring. replace (zero + - h) with (- h) by ring.
      rewrite (lt_le _ _ N). split; [reflexivity|]. replace (- - h) with h by ring. rewrite N. reflexivity. }
    assert (W : tie x = zero) by (rewrite tie_value, E; destruct (leb _ _); ring).
    destruct (H (inv (cast 2)) (pos_inv _ (cast_pos 2 eq_refl))) as (delta & P & K).
    pose proof (half_pos _ P) as Q. pose proof (half_lt _ P) as L. revert Q L. generalize (half delta). intros h Q L.
    assert (A : abs h = h) by apply abs_of_nonneg, lt_le, Q.
    destruct (V h Q) as [V1 V2].
    pose proof (K h ltac:(rewrite A; exact L)) as K1. pose proof (K (- h) ltac:(rewrite abs_opp, A; exact L)) as K2.
    rewrite abs_opp, A, V2, W in K2. rewrite A, V1, W in K1.
    pose proof (le_add _ _ _ _ (le_trans _ _ _ (le_abs _) K1) (le_trans _ _ _ (le_abs _) K2)) as S.
    replace (inv (cast 2) * h + inv (cast 2) * h) with h in S by (field; apply cast_neq_zero; discriminate).
    replace (h - zero - d * h + (h - zero - d * - h)) with (h + h) in S by ring.
    apply (proj1 (le_sub _ _)) in S. apply (lt_not_le _ _ Q), (proj2 (nonneg_opp _)). replace (- h) with (h - (h + h)) by ring.
    exact S.
  Qed.

  (* an unknown function with all its partial derivatives: exp of the sum of the arguments is each of them *)
  Definition exp_of_sum (exp : F -> F) (alpha : list nat) (us : list F) : F := exp (fold_right add zero us).
  Lemma exp_of_sum_smooth exp n : exp_derivative exp -> smooth (exp_of_sum exp) n.
  Proof.
    intros He alpha us _ _ eps E. unfold exp_of_sum. destruct (He (fold_right add zero us) eps E) as (delta & P & K).
    set (count := one + cast (Z.of_nat (length us)) : F).
    assert (C : zero < count) by (apply pos_add; [apply zero_lt_one | apply cast_nonneg; lia]).
    exists (delta * inv count). split; [apply pos_mul; [exact P | apply pos_inv, C]|].
    intros hs L B.
    assert (D : forall us' hs' : list F, length hs' = length us' ->
      fold_right add zero (displace us' hs') = fold_right add zero us' + fold_right add zero hs').
    { induction us' as [|u us' IH]; intros [|h hs'] M; cbn in *; try discriminate; [ring|]. rewrite IH by congruence. ring. }
    assert (G : forall (c : F) (us' hs' : list F), length hs' = length us' ->
      dot (map (fun _ => c) (seq 0 (length us'))) hs' = c * fold_right add zero hs').
    { intros c us'. generalize 0%nat. induction us' as [|u us' IH]; intros s [|h hs'] M; cbn in *; try discriminate; [ring|].
      rewrite IH by congruence. ring. }
    assert (T : forall hs' : list F, abs (fold_right add zero hs') <= abs_sum hs').
    { induction hs' as [|h hs' IH]; cbn; [rewrite abs_zero; apply le_refl|]. eapply le_trans; [apply abs_add|].
      apply le_add; [apply le_refl | exact IH]. }
    assert (U : abs_sum hs <= cast (Z.of_nat (length hs)) * (delta * inv count)).
    { clear -B.
      induction B as [|h hs H B IH]; cbn [abs_sum length]; [change (cast (Z.of_nat 0)) with (@zero F);
        replace (zero * (delta * inv count)) with (@zero F) by ring; apply le_refl|].
      rewrite Nat2Z.inj_succ. unfold Z.succ. rewrite cast_add.
      replace ((cast (Z.of_nat (length hs)) + cast 1) * (delta * inv count))
        with (delta * inv count + cast (Z.of_nat (length hs)) * (delta * inv count)) by ring.
      apply le_add; [apply lt_le, H | exact IH]. }
    rewrite D, G by exact L. eapply le_trans; [apply K|].
    - eapply le_lt_trans; [apply T|]. eapply le_lt_trans; [exact U|]. rewrite L. apply (proj2 (lt_sub _ _)).
      replace (delta - cast (Z.of_nat (length us)) * (delta * inv count)) with (delta * inv count).
      + apply pos_mul; [exact P | apply pos_inv, C].
      + transitivity (delta * (count * inv count) - cast (Z.of_nat (length us)) * (delta * inv count)).
        * unfold count. ring.
        * rewrite inv_r by (apply pos_neq, C). ring.
    - apply le_mul_l; [apply lt_le, E | apply T].
  Qed.
End Any.

(* ---- the real numbers ---- *)

Definition reals : ordered_field.
Proof.
  refine {| carrier := R; zero := 0%R; one := 1%R; add := Rplus; mul := Rmult; sub := Rminus; opp := Ropp; div := Rdiv;
            inv := Rinv; leb := fun a b => if Rle_dec a b then true else false; field_laws := RealField.Rfield |}.
  - intros a b. destruct (Rle_dec a b), (Rle_dec b a); auto. lra.
  - intros a b. destruct (Rle_dec a b), (Rle_dec b a); try discriminate. intros _ _. lra.
  - intros a b c. destruct (Rle_dec a b), (Rle_dec b c), (Rle_dec a c); try discriminate; try reflexivity. lra.
  - intros a b c. destruct (Rle_dec a b), (Rle_dec (a + c) (b + c)); try discriminate; try reflexivity. lra.
  - intros a b. destruct (Rle_dec 0 a), (Rle_dec 0 b), (Rle_dec 0 (a * b)); try discriminate; try reflexivity.
    intros _ _. exfalso. apply n, Rmult_le_pos; assumption.
Defined.

Lemma reals_le (a b : reals) : leb a b = true <-> (a <= b)%R.
Proof. cbn. destruct (Rle_dec a b); split; intro; congruence || assumption || lra. Qed.
Lemma reals_lt (a b : reals) : leb b a = false <-> (a < b)%R.
Proof. cbn. destruct (Rle_dec b a); split; intro; try congruence; lra. Qed.
Lemma reals_abs (a : reals) : abs a = Rabs a.
Proof.
  unfold abs. cbn. destruct (Rle_dec 0 a) as [H|H]; [symmetry; apply Rabs_pos_eq, H|]. symmetry. apply Rabs_left. lra.
Qed.

Lemma reals_derivative (f : R -> R) (u d : R) : derivable_pt_lim f u d -> has_derivative (F := reals) f u d.
Proof.
  intros H eps E. apply reals_lt in E. destruct (H eps E) as [delta K]. exists (pos delta). split; [apply reals_lt, cond_pos|].
  intros h B. apply reals_lt in B. apply reals_le. rewrite !reals_abs in *. cbn in *. destruct (Req_dec h 0) as [->|N].
  - rewrite Rplus_0_r, Rmult_0_r. replace (f u - f u - 0)%R with 0%R by ring. rewrite Rabs_R0. lra.
  - specialize (K h N B). replace (f (u + h) - f u - d * h)%R with (((f (u + h) - f u) / h - d) * h)%R by (field; exact N).
    rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos | lra].
Qed.

(* ∂ where there is one, any number c elsewhere *)
Definition chosen (c : R) (e : tensor reals -> reals) (x : tensor reals) (a : list Z) : reals :=
  match excluded_middle_informative (differentiable e x a) with
  | left H => proj1_sig (constructive_indefinite_description _ H)
  | right _ => c
  end.
Lemma chosen_partial_derivative c : partial_derivative (chosen c).
Proof.
  split.
  - intros e x a d H. unfold chosen. destruct (excluded_middle_informative _) as [K|K]; [|destruct K; exists d; exact H].
    destruct (constructive_indefinite_description _ K) as [d' L]. exact (partial_unique _ _ _ _ _ L H).
  - intros e e' x a E.
    assert (P : forall d, has_partial e x a d <-> has_partial e' x a d).
    { intro d. split; intros H eps P; destruct (H eps P) as (delta & Q & K); exists delta; (split; [exact Q|]); intros h B.
      - rewrite <- !E. apply K, B.
      - rewrite !E. apply K, B. }
    unfold chosen.
    destruct (excluded_middle_informative (differentiable e x a)) as [H|H],
      (excluded_middle_informative (differentiable e' x a)) as [K|K].
    + destruct (constructive_indefinite_description _ H) as [d L], (constructive_indefinite_description _ K) as [d' M]. cbn.
      apply (partial_unique x a e' d d'); [apply P, L | exact M].
    + destruct K. destruct H as [d H]. exists d. apply P, H.
    + destruct H. destruct K as [d K]. exists d. apply P, K.
    + reflexivity.
Qed.

(* Where there is no partial derivative, no equation about ∂ is provable: every number is its value for some ∂. *)
Theorem unspecified (e : tensor reals -> reals) x a (c : R) :
  ~ differentiable e x a -> exists D, partial_derivative D /\ D e x a = c.
Proof.
  intro N. exists (chosen c). split; [apply chosen_partial_derivative|]. unfold chosen.
  destruct (excluded_middle_informative _); [contradiction | reflexivity].
Qed.
(* So ∂ of a maximum at a tie: the hypothesis `unique` cannot be dropped. *)
Theorem tie_unspecified (c : R) : exists D, partial_derivative D /\ D tie (fun _ => 0%R : reals) [] = c.
Proof. apply unspecified, no_derivative_at_a_tie. reflexivity. Qed.

(* Everything that a theorem may have as a hypothesis about named functions, unknown functions and ∂, at once. *)
Theorem all_hypotheses_hold :
  exists (F : ordered_field) (exp log sqrt sin cos : F -> F) (pow : F -> F -> F) (f : list nat -> list F -> F)
    (D : (tensor F -> F) -> tensor F -> list Z -> F),
    (exp_derivative exp /\ log_derivative log /\ sqrt_derivative sqrt /\ sin_derivative sin cos /\ cos_derivative sin cos /\
      pow_derivative pow)
    /\ (pythagoras sin cos /\ square_of_root sqrt /\ exp_sum exp /\ exp_zero exp /\ log_exp log exp /\ exp_log log exp /\
      pow_sum pow /\ pow_one pow /\ pow_pow pow /\ pow_product pow /\ pow_monotone pow)
    /\ (exp_positive exp /\ sqrt_positive sqrt /\ pow_positive pow)
    /\ (forall n, smooth f n)
    /\ partial_derivative D.
Proof.
  exists reals, Rtrigo_def.exp, ln, R_sqrt.sqrt, Rtrigo_def.sin, Rtrigo_def.cos, Rpower,
    (exp_of_sum (F := reals) Rtrigo_def.exp), (chosen 0).
  assert (E : exp_derivative (F := reals) Rtrigo_def.exp) by (intro u; apply reals_derivative, derivable_pt_lim_exp).
  repeat split.
  - exact E.
  - intros u H. apply reals_lt in H. apply reals_derivative, derivable_pt_lim_ln, H.
  - intros u H. apply reals_lt in H. apply reals_derivative. exact (derivable_pt_lim_sqrt u H).
  - intro u. apply reals_derivative, derivable_pt_lim_sin.
  - intro u. apply reals_derivative.
    replace (@mul reals (cast (-1)) (Rtrigo_def.sin u)) with (- Rtrigo_def.sin u)%R by (cbn; ring). apply derivable_pt_lim_cos.
  - intros u p H. apply reals_lt in H. apply reals_derivative. exact (derivable_pt_lim_power u p H).
  - intro u. cbn. generalize (sin2_cos2 u). unfold Rsqr. lra.
  - intros u H. apply reals_le in H. cbn. rewrite Rmult_1_l. apply sqrt_sqrt, H.
  - intros u v. apply exp_plus.
  - exact exp_0.
  - intro u. apply ln_exp.
  - intros u H. apply reals_lt in H. apply exp_ln, H.
  - intros u p q _. apply Rpower_plus.
  - intros u H. apply reals_lt in H. apply Rpower_1, H.
  - intros u p q _. apply Rpower_mult.
  - intros u v p H G. apply reals_lt in H. apply reals_lt in G. symmetry. apply Rpower_mult_distr; assumption.
  - intros u v p H L G. apply reals_lt in H. apply reals_le in L. apply reals_le in G. apply reals_le. apply Rle_Rpower_l; auto.
  - intro u. apply reals_lt, exp_pos.
  - intros u H. apply reals_lt in H. apply reals_lt, sqrt_lt_R0, H.
  - intros u p _. apply reals_lt, exp_pos.
  - intro n. apply exp_of_sum_smooth, E.
  - apply (is_partial _ (chosen_partial_derivative 0)).
  - apply (of_equal _ (chosen_partial_derivative 0)).
Qed.
Print Assumptions all_hypotheses_hold.
