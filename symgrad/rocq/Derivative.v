(* Partial derivatives over an ordered field: the lemmas and tactics behind the core's rules of ∂, proved from ε and δ. *)
From Symgrad Require Export Small.
#[global] Open Scope Z_scope.

(* ---- partial derivatives of each kind of term ---- *)

Section Partial.
  Context {F : ordered_field}.
  Add Field scalar_field : (field_laws F)
    (morphism (@ratio_morphism F), constants [ratio_constant], power_tac (@power_laws F) [power_exponent]).
  Local Open Scope scalar_scope.
  Variables (x : tensor F) (a : list Z).
  Implicit Types (u v e : tensor F -> F) (c d : F) (b : list Z).

  Lemma partial_slope e d : has_partial e x a d = slope (fun h => e (bump x a h)) (e x) d.
  Proof. reflexivity. Qed.
  Lemma partial_unique e d d' : has_partial e x a d -> has_partial e x a d' -> d = d'.
  Proof. apply (slope_unique (fun h => e (bump x a h))). Qed.
  Lemma partial_eq e d d' : has_partial e x a d -> d = d' -> has_partial e x a d'.
  Proof. intros H <-. exact H. Qed.

  Lemma partial_const c : has_partial (fun _ => c) x a zero.
  Proof. exact (slope_const c). Qed.
  Lemma partial_read b : has_partial (fun y => y b) x a (bracket (same b a)).
  Proof.
    rewrite partial_slope. unfold bump. destruct (same b a); cbn; [apply slope_identity | apply slope_const].
  Qed.
  Lemma partial_add u v d d' : has_partial u x a d -> has_partial v x a d' -> has_partial (fun y => u y + v y) x a (d + d').
  Proof. exact (slope_add (fun h => u (bump x a h)) (fun h => v (bump x a h)) _ _ d d'). Qed.
  Lemma partial_mul u v d d' :
    has_partial u x a d -> has_partial v x a d' -> has_partial (fun y => u y * v y) x a (d * v x + u x * d').
  Proof. exact (slope_mul (fun h => u (bump x a h)) (fun h => v (bump x a h)) _ _ d d'). Qed.
  Lemma partial_compose (f : F -> F) u d d' :
    has_derivative f (u x) d' -> has_partial u x a d -> has_partial (fun y => f (u y)) x a (d' * d).
  Proof. exact (slope_compose f (fun h => u (bump x a h)) _ d d'). Qed.
  Lemma partial_opp u d : has_partial u x a d -> has_partial (fun y => - u y) x a (- d).
  Proof. intro H. generalize (small_scale (- one) _ H). apply small_ext. intro h. ring. Qed.
  Lemma partial_sub u v d d' : has_partial u x a d -> has_partial v x a d' -> has_partial (fun y => u y - v y) x a (d - d').
  Proof. intros H K. generalize (partial_add _ _ _ _ H (partial_opp _ _ K)). apply small_ext. intro h. ring. Qed.
  Lemma partial_power u d n :
    has_partial u x a d -> has_partial (fun y => power (u y) n) x a (cast (Z.of_nat n) * power (u x) (Nat.pred n) * d).
  Proof.
    intro H. induction n as [|n IH].
    - apply (partial_eq _ zero); [exact (partial_const one)|]. change (cast (Z.of_nat 0)) with (@zero F). ring.
    - apply (partial_eq _ _ _ (partial_mul _ _ _ _ IH H)). rewrite Nat2Z.inj_succ. unfold Z.succ. rewrite cast_add.
      destruct n as [|n]; cbn [Nat.pred power]; [change (cast (Z.of_nat 0)) with (@zero F)|]; ring.
  Qed.
  Lemma derivative_inv c : c <> zero -> has_derivative inv c (cast (-1) * power (inv c) 2).
  Proof. exact (slope_inv_at c). Qed.
  Lemma partial_inv u d : u x <> zero -> has_partial u x a d ->
    has_partial (fun y => inv (u y)) x a (cast (-1) * power (inv (u x)) 2 * d).
  Proof. intros N H. exact (partial_compose _ _ _ _ (derivative_inv _ N) H). Qed.
  Lemma partial_when (p : bool) u d :
    (p = true -> has_partial u x a d) -> has_partial (fun y => when p (u y)) x a (when p d).
  Proof. destruct p; cbn; intro H; [apply H; reflexivity | apply partial_const]. Qed.
  Lemma partial_sum lo hi (f : tensor F -> Z -> F) (d : Z -> F) :
    (forall i, (lo <= i < hi)%Z -> has_partial (fun y => f y i) x a (d i)) ->
    has_partial (fun y => sum lo hi (fun i => f y i)) x a (sum lo hi d).
  Proof.
    intro H. unfold sum.
    assert (K : forall t, (0 <= t < Z.of_nat (Z.to_nat (hi - lo)))%Z ->
      has_partial (fun y => f y (lo + t)%Z) x a (d (lo + t)%Z)) by (intros; apply H; lia).
    induction (Z.to_nat _) as [|n IH]; cbn [sum_nat]; [apply partial_const|].
    apply (partial_add (fun y => sum_nat n (fun t => f y (lo + t)%Z)) (fun y => f y (lo + Z.of_nat n)%Z)); [apply IH; intros;
      apply K; lia | apply K; lia].
  Qed.

  (* a condition keeps its truth near x *)
  Definition steady (p : tensor F -> bool) : Prop := near (fun h => p (bump x a h) = p x).

  Lemma steady_const (q : bool) : steady (fun _ => q).
  Proof. apply near_all. reflexivity. Qed.
  Lemma steady_and p q : steady p -> steady q -> steady (fun y => p y && q y).
  Proof. intros H K. generalize (near_and _ _ H K). apply near_weaken. intros h [-> ->]. reflexivity. Qed.
  Lemma steady_or p q : steady p -> steady q -> steady (fun y => p y || q y).
  Proof. intros H K. generalize (near_and _ _ H K). apply near_weaken. intros h [-> ->]. reflexivity. Qed.
  Lemma steady_not p : steady p -> steady (fun y => negb (p y)).
  Proof. apply near_weaken. intros h ->. reflexivity. Qed.
  Lemma steady_lt u v : differentiable u x a -> differentiable v x a -> u x < v x ->
    near (fun h => u (bump x a h) < v (bump x a h)).
  Proof.
    intros [d H] [d' K] L. apply (proj1 (lt_sub _ _)) in L.
    generalize (slope_pos (fun h => v (bump x a h) - u (bump x a h)) _ _ (partial_sub _ _ _ _ K H) L).
    apply near_weaken. intros h M. apply (proj2 (lt_sub _ _)), M.
  Qed.
  Lemma steady_leb u v : u x <> v x -> differentiable u x a -> differentiable v x a -> steady (fun y => leb (u y) (v y)).
  Proof.
    intros N H K. destruct (lt_or_eq_or_lt (u x) (v x)) as [[L|E]|L]; [|contradiction|].
    - generalize (steady_lt _ _ H K L). apply near_weaken. intros h M. rewrite (lt_le _ _ M), (lt_le _ _ L). reflexivity.
    - generalize (steady_lt _ _ K H L). apply near_weaken. intros h M. rewrite M, L. reflexivity.
  Qed.
  Lemma steady_ltb u v : u x <> v x -> differentiable u x a -> differentiable v x a -> steady (fun y => ltb (u y) (v y)).
  Proof. intros N H K. apply steady_not, steady_leb; auto. Qed.
  Lemma steady_eqb u v : u x <> v x -> differentiable u x a -> differentiable v x a -> steady (fun y => eqb (u y) (v y)).
  Proof. intros N H K. apply steady_and; apply steady_leb; auto. Qed.
  Lemma partial_bracket p : steady p -> has_partial (fun y => bracket (p y)) x a zero.
  Proof.
    intro H. rewrite partial_slope. generalize (slope_const (bracket (p x) : F)). apply slope_near.
    revert H. apply near_weaken. intros h ->. reflexivity.
  Qed.

  (* near x the same point wins, strictly *)
  Lemma partial_max ps (f : tensor F -> list Z -> F) d :
    unique ps (f x) -> (forall p, In p ps -> differentiable (fun y => f y p) x a) ->
    has_partial (fun y => f y (argmax ps (f x))) x a d -> has_partial (fun y => max_over ps (f y)) x a d.
  Proof.
    intros U H K. destruct (unique_argmax _ _ U) as [I W]. rewrite partial_slope in *. rewrite (at_maximiser _ _ U).
    revert K. apply slope_near.
    assert (N : near (fun h => forall p, In p ps -> p <> argmax ps (f x) -> f (bump x a h) p < f (bump x a h) (argmax ps (f x)))).
    { apply near_forall. intros p Hp. destruct (list_eq_dec Z.eq_dec p (argmax ps (f x))) as [E|E].
      - apply near_all. intros h M. contradiction.
      - generalize (steady_lt _ _ (H p Hp) (H _ I) (W p Hp E)). apply near_weaken. auto. }
    revert N. apply near_weaken. intros h N. symmetry.
    rewrite max_is_value by (intros E; rewrite E in I; exact I). rewrite (argmax_unique _ _ _ I N). reflexivity.
  Qed.

  (* an unknown function of several arguments *)
  Definition has_partials (us : tensor F -> list F) (ds : list F) : Prop :=
    exists gs : list (F -> F), slopes gs (us x) ds /\ forall h, us (bump x a h) = map (fun g => g h) gs.
  Lemma partials_nil : has_partials (fun _ => []) [].
  Proof. exists []. split; [constructor | reflexivity]. Qed.
  Lemma partials_cons u us d ds : has_partial u x a d -> has_partials us ds -> has_partials (fun y => u y :: us y) (d :: ds).
  Proof.
    intros H (gs & S & E). exists ((fun h => u (bump x a h)) :: gs). split; [constructor; assumption|].
    intro h. cbn. rewrite E. reflexivity.
  Qed.
  Lemma partial_gradient (f : list F -> F) us ds ps :
    has_gradient f (us x) ps -> has_partials us ds -> has_partial (fun y => f (us y)) x a (dot ps ds).
  Proof.
    intros G (gs & S & E). rewrite partial_slope. generalize (slope_gradient _ _ _ _ _ G S). apply slope_near, near_all.
    intro h. rewrite E. reflexivity.
  Qed.
  Lemma partial_function (f : list nat -> list F -> F) n alpha us ds :
    smooth f n -> length alpha = length (us x) -> (list_sum alpha < n)%nat -> has_partials us ds ->
    has_partial (fun y => f alpha (us y)) x a (dot (map (fun k => f (raise alpha k) (us x)) (seq 0 (length (us x)))) ds).
  Proof. intros S L N H. apply partial_gradient; [apply S; assumption | exact H]. Qed.
End Partial.

(* ---- laws of the named functions ----

   A theorem that uses one has it as a hypothesis; nothing else is known of these functions. Each is a law of the real
   numbers (Model.v), about one point, and conditional on strictness where the function or its derivative has an end. *)

Section Laws.
  Context {F : ordered_field}.
  Local Open Scope scalar_scope.
  Implicit Types (exp log sqrt sin cos : F -> F) (pow : F -> F -> F).

  Definition exp_derivative exp : Prop := forall u, has_derivative exp u (exp u).
  Definition log_derivative log : Prop := forall u, zero < u -> has_derivative log u (inv u).
  Definition sqrt_derivative sqrt : Prop := forall u, zero < u -> has_derivative sqrt u (inv (cast 2 * sqrt u)).
  Definition sin_derivative sin cos : Prop := forall u, has_derivative sin u (cos u).
  Definition cos_derivative sin cos : Prop := forall u, has_derivative cos u (cast (-1) * sin u).
  Definition pow_derivative pow : Prop := forall u p, zero < u -> has_derivative (fun v => pow v p) u (p * pow u (p - one)).

  Definition pythagoras sin cos : Prop := forall u, power (sin u) 2 + power (cos u) 2 = one.
  Definition square_of_root sqrt : Prop := forall u, zero <= u -> power (sqrt u) 2 = u.
  Definition exp_sum exp : Prop := forall u v, exp (u + v) = exp u * exp v.
  Definition exp_zero exp : Prop := exp zero = one.
  Definition log_exp log exp : Prop := forall u, log (exp u) = u.
  Definition exp_log log exp : Prop := forall u, zero < u -> exp (log u) = u.
  Definition pow_sum pow : Prop := forall u p q, zero < u -> pow u (p + q) = pow u p * pow u q.
  Definition pow_one pow : Prop := forall u, zero < u -> pow u one = u.
  Definition pow_pow pow : Prop := forall u p q, zero < u -> pow (pow u p) q = pow u (p * q).
  Definition pow_product pow : Prop := forall u v p, zero < u -> zero < v -> pow (u * v) p = pow u p * pow v p.
  Definition pow_monotone pow : Prop := forall u v p, zero < u -> u <= v -> zero <= p -> pow u p <= pow v p.

  Definition exp_positive exp : Prop := forall u, zero < exp u.
  Definition sqrt_positive sqrt : Prop := forall u, zero < u -> zero < sqrt u.
  Definition pow_positive pow : Prop := forall u p, zero < u -> zero < pow u p.
End Laws.

(* ---- differentiable ---- *)

Section Differentiable.
  Context {F : ordered_field}.
  Add Field scalar_field : (field_laws F)
    (morphism (@ratio_morphism F), constants [ratio_constant], power_tac (@power_laws F) [power_exponent]).
  Local Open Scope scalar_scope.
  Variables (x : tensor F) (a : list Z).
  Implicit Types (u v e : tensor F -> F).

  Lemma differentiable_const (c : F) : differentiable (fun _ => c) x a.
  Proof. eexists. apply partial_const. Qed.
  Lemma differentiable_read b : differentiable (fun y : tensor F => y b) x a.
  Proof. eexists. apply partial_read. Qed.
  Lemma differentiable_add u v : differentiable u x a -> differentiable v x a -> differentiable (fun y => u y + v y) x a.
  Proof. intros [d H] [d' K]. eexists. apply partial_add; eassumption. Qed.
  Lemma differentiable_sub u v : differentiable u x a -> differentiable v x a -> differentiable (fun y => u y - v y) x a.
  Proof. intros [d H] [d' K]. eexists. apply partial_sub; eassumption. Qed.
  Lemma differentiable_opp u : differentiable u x a -> differentiable (fun y => - u y) x a.
  Proof. intros [d H]. eexists. apply partial_opp; eassumption. Qed.
  Lemma differentiable_mul u v : differentiable u x a -> differentiable v x a -> differentiable (fun y => u y * v y) x a.
  Proof. intros [d H] [d' K]. eexists. apply partial_mul; eassumption. Qed.
  Lemma differentiable_power u n : differentiable u x a -> differentiable (fun y => power (u y) n) x a.
  Proof. intros [d H]. eexists. apply partial_power; eassumption. Qed.
  Lemma differentiable_inv u : u x <> zero -> differentiable u x a -> differentiable (fun y => inv (u y)) x a.
  Proof. intros N [d H]. eexists. apply partial_inv; eassumption. Qed.
  Lemma differentiable_when (p : bool) u : (p = true -> differentiable u x a) -> differentiable (fun y => when p (u y)) x a.
  Proof. destruct p; cbn; intro H; [apply H; reflexivity | apply differentiable_const]. Qed.
  Lemma differentiable_sum_nat n (f : tensor F -> Z -> F) :
    (forall t, (0 <= t < Z.of_nat n)%Z -> differentiable (fun y => f y t) x a) ->
    differentiable (fun y => sum_nat n (fun t => f y t)) x a.
  Proof.
    induction n as [|n IH]; intro H; cbn [sum_nat]; [apply differentiable_const|].
    apply differentiable_add; [apply IH; intros; apply H; lia | apply H; lia].
  Qed.
  Lemma differentiable_sum lo hi (f : tensor F -> Z -> F) :
    (forall i, (lo <= i < hi)%Z -> differentiable (fun y => f y i) x a) ->
    differentiable (fun y => sum lo hi (fun i => f y i)) x a.
  Proof. intro H. unfold sum. apply differentiable_sum_nat with (f := fun y t => f y (lo + t)%Z). intros. apply H. lia. Qed.
  Lemma differentiable_bracket (p : tensor F -> bool) : steady x a p -> differentiable (fun y => bracket (p y)) x a.
  Proof. intro H. eexists. apply partial_bracket, H. Qed.
  Lemma differentiable_max ps (f : tensor F -> list Z -> F) :
    unique ps (f x) -> (forall p, In p ps -> differentiable (fun y => f y p) x a) ->
    differentiable (fun y => max_over ps (fun p => f y p)) x a.
  Proof.
    intros U H. destruct (H _ (proj1 (unique_argmax _ _ U))) as [d K]. exists d. exact (partial_max _ _ _ _ _ U H K).
  Qed.
  Lemma differentiable_compose (f : F -> F) u d :
    has_derivative f (u x) d -> differentiable u x a -> differentiable (fun y => f (u y)) x a.
  Proof. intros G [d' H]. eexists. exact (partial_compose _ _ _ _ _ _ G H). Qed.

  Definition all_differentiable (us : tensor F -> list F) : Prop := exists ds, has_partials x a us ds.
  Lemma all_differentiable_nil : all_differentiable (fun _ => []).
  Proof. eexists. apply partials_nil. Qed.
  Lemma all_differentiable_cons u (us : tensor F -> list F) :
    differentiable u x a -> all_differentiable us -> all_differentiable (fun y => u y :: us y).
  Proof. intros [d H] [ds K]. eexists. apply partials_cons; eassumption. Qed.
  Lemma differentiable_function (f : list nat -> list F -> F) n alpha (us : tensor F -> list F) :
    smooth f n -> length alpha = length (us x) -> (list_sum alpha < n)%nat -> all_differentiable us ->
    differentiable (fun y => f alpha (us y)) x a.
  Proof. intros S L N [ds H]. eexists. eapply partial_function; eassumption. Qed.

  (* the law of pow as the core's rule prints p − 1 *)
  Lemma pow_law (pow : F -> F -> F) (c p : F) :
    pow_derivative pow -> zero < c -> has_derivative (fun r => pow r p) c (p * pow c (p + cast (-1) * one)).
  Proof. intros H P. replace (p + cast (-1) * one) with (p - one) by ring. apply H, P. Qed.
End Differentiable.

Lemma mod_divides d i : (i mod d =? 0) = true <-> (d | i).
Proof.
  rewrite Z.eqb_eq. destruct (Z.eq_dec d 0) as [->|N]; [|apply Z.mod_divide, N].
  rewrite Zmod_0_r. split; [intros ->; exists 0; reflexivity | intros [k ->]; lia].
Qed.

Lemma mod_divides_not d i : negb (i mod d =? 0) = true <-> ~ (d | i).
Proof.
  rewrite <- mod_divides. destruct (i mod d =? 0); cbn; split; try discriminate; try reflexivity.
  intro H. destruct H. reflexivity.
Qed.

(* conditions that hold, as booleans, become propositions *)
Ltac reflect_conditions :=
  repeat match goal with
    | H : (_ && _)%bool = true |- _ => apply andb_true_iff in H; let K := fresh H in destruct H as [H K]
    | H : (_ <=? _) = true |- _ => apply Z.leb_le in H
    | H : (_ <? _) = true |- _ => apply Z.ltb_lt in H
    | H : (_ mod _ =? 0) = true |- _ => apply mod_divides in H
    | H : (_ =? _) = true |- _ => apply Z.eqb_eq in H
    | H : negb (_ mod _ =? 0) = true |- _ => apply mod_divides_not in H
    | H : negb (_ =? _) = true |- _ => apply negb_true_iff, Z.eqb_neq in H
    | H : (_ || _)%bool = true |- _ => apply orb_true_iff in H; destruct H as [H|H]
    | H : eqb _ _ = true |- _ => apply eqb_eq in H
    | H : negb (eqb _ _) = true |- _ => apply negb_true_iff, eqb_neq in H
    | H : ltb _ _ = true |- _ => apply ltb_lt in H
    end.

(* what a hypothesis about all indices of the sums around asks of the indices: it is at hand, or arithmetic *)
Ltac of_indices :=
  first [eassumption | lia | lazymatch goal with |- _ \/ _ => tauto | |- _ /\ _ => tauto end].
(* an obligation that a hypothesis is, or that a hypothesis about all indices of the sums around says *)
Ltac from_context :=
  cbv beta iota;
  first
    [ assumption
    | solve [reflect_conditions; multimatch goal with H : forall _, _ |- _ => eapply H; of_indices end]
    | solve [apply not_eq_sym; assumption]
    | match goal with |- ?g => fail 1 "differentiable: no hypothesis says" g end ].

(* unfolds the definition at the head of the function that is differentiated *)
Ltac head_of t := lazymatch t with ?f _ => head_of f | _ => t end.
Ltac unfold_body e x :=
  let body := eval cbv beta in (e x) in
  let h := head_of body in
  first [unfold h; cbv beta iota | fail 1 "differentiable: nothing is known of" h].

(* `has_derivative f v ?d`, f named: the laws in the context are tried *)
Ltac known_derivative :=
  cbv beta;
  lazymatch goal with
  | H : exp_derivative ?f |- has_derivative ?f _ _ => apply H
  | H : log_derivative ?f |- has_derivative ?f _ _ => apply H; from_context
  | H : sqrt_derivative ?f |- has_derivative ?f _ _ => apply H; from_context
  | H : sin_derivative ?f _ |- has_derivative ?f _ _ => apply H
  | H : cos_derivative _ ?f |- has_derivative ?f _ _ => apply H
  | H : pow_derivative ?f |- has_derivative (fun v => ?f v _) _ _ => apply (pow_law _ _ _ H); from_context
  | |- has_derivative ?f _ _ => fail "differentiable: no law in the context says what the derivative is of" f
  end.

(* proves `differentiable (fun y => e) x a` by the structure of e; strict conditions come from the context *)
Ltac differentiable :=
  lazymatch goal with
  | |- differentiable (fun _ => ?c) _ _ => apply differentiable_const
  | |- differentiable (fun y => y _) _ _ => apply differentiable_read
  | |- differentiable (fun y => add (@?u y) (@?v y)) _ _ => apply (differentiable_add _ _ u v); differentiable
  | |- differentiable (fun y => mul (@?u y) (@?v y)) _ _ => apply (differentiable_mul _ _ u v); differentiable
  | |- differentiable (fun y => sub (@?u y) (@?v y)) _ _ => apply (differentiable_sub _ _ u v); differentiable
  | |- differentiable (fun y => opp (@?u y)) _ _ => apply (differentiable_opp _ _ u); differentiable
  | |- differentiable (fun y => power (@?u y) _) _ _ => apply (differentiable_power _ _ u); differentiable
  | |- differentiable (fun y => inv (@?u y)) _ _ => apply (differentiable_inv _ _ u); [from_context | differentiable]
  | |- differentiable (fun y => when _ (@?u y)) _ _ => apply (differentiable_when _ _ _ u); intro; differentiable
  | |- differentiable (fun y => sum _ _ (@?f y)) _ _ => apply (differentiable_sum _ _ _ _ f); intros; cbv beta; differentiable
  | |- differentiable (fun y => bracket (@?p y)) _ _ => apply (differentiable_bracket _ _ p); steady
  | |- differentiable (fun y => max_over _ (@?f y)) _ _ =>
      apply (differentiable_max _ _ _ f);
      [ from_context
      | let p := fresh "p" in let H := fresh "H" in intros p H; open_points H; cbv beta iota; differentiable ]
  | H : smooth ?f _ |- differentiable (fun y => ?f _ (@?us y)) _ _ =>
      match goal with
      | K : smooth f _ |- _ => apply (differentiable_function _ _ f _ _ us K); [reflexivity | cbn; lia | ]
      end;
      all_differentiable
  | H : pow_derivative ?f |- differentiable (fun y => ?f (@?u y) (@?p y)) _ _ =>
      lazymatch p with
      | fun _ => ?q => eapply (differentiable_compose _ _ (fun r => f r q) u); [known_derivative | differentiable]
      end
  | |- differentiable (fun y => ?f (@?u y)) _ _ =>
      first
        [ eapply (differentiable_compose _ _ f u); [known_derivative | ]
        | lazymatch goal with |- differentiable ?e ?x _ => unfold_body e x end ];
      differentiable
  | |- differentiable ?e ?x _ => unfold_body e x; differentiable
  end
with all_differentiable :=
  lazymatch goal with
  | |- all_differentiable _ _ (fun y => (@?u y) :: (@?us y)) => apply (all_differentiable_cons _ _ u us); [differentiable
    | all_differentiable]
  | |- all_differentiable _ _ (fun y => []) => apply all_differentiable_nil
  end
with steady :=
  lazymatch goal with
  | |- steady _ _ (fun _ => ?q) => apply steady_const
  | |- steady _ _ (fun y => andb (@?p y) (@?q y)) => apply (steady_and _ _ p q); steady
  | |- steady _ _ (fun y => orb (@?p y) (@?q y)) => apply (steady_or _ _ p q); steady
  | |- steady _ _ (fun y => negb (@?p y)) => apply (steady_not _ _ p); steady
  | |- steady _ _ (fun y => leb (@?u y) (@?v y)) => apply (steady_leb _ _ u v); [from_context | differentiable | differentiable]
  | |- steady _ _ (fun y => ltb (@?u y) (@?v y)) => apply (steady_ltb _ _ u v); [from_context | differentiable | differentiable]
  | |- steady _ _ (fun y => eqb (@?u y) (@?v y)) => apply (steady_eqb _ _ u v); [from_context | differentiable | differentiable]
  | |- steady _ _ ?p => fail "differentiable: nothing is known of the condition" p
  end.

(* ---- the rules of ∂ ---- *)

Section Rules.
  Context {F : ordered_field}.
  Add Field scalar_field : (field_laws F)
    (morphism (@ratio_morphism F), constants [ratio_constant], power_tac (@power_laws F) [power_exponent]).
  Local Open Scope scalar_scope.
  Variables (D : (tensor F -> F) -> tensor F -> list Z -> F) (HD : partial_derivative D).
  Variables (x : tensor F) (a : list Z).
  Implicit Types (u v e : tensor F -> F).

  Lemma own_partial e : differentiable e x a -> has_partial e x a (D e x a).
  Proof. intros [d H]. rewrite (is_partial _ HD _ _ _ _ H). exact H. Qed.

  Lemma d_const (c : F) : D (fun _ => c) x a = zero.
  Proof. apply (is_partial _ HD), partial_const. Qed.
  Lemma d_read b : D (fun y => y b) x a = bracket (same b a).
  Proof. apply (is_partial _ HD), partial_read. Qed.
  Lemma d_add u v : differentiable u x a -> differentiable v x a -> D (fun y => u y + v y) x a = D u x a + D v x a.
  Proof. intros H K. apply (is_partial _ HD), partial_add; apply own_partial; assumption. Qed.
  Lemma d_mul u v :
    differentiable u x a -> differentiable v x a -> D (fun y => u y * v y) x a = D u x a * v x + u x * D v x a.
  Proof. intros H K. apply (is_partial _ HD), partial_mul; apply own_partial; assumption. Qed.
  Lemma d_mul_const (c : F) u : differentiable u x a -> D (fun y => c * u y) x a = c * D u x a.
  Proof.
    intro H. apply (is_partial _ HD). apply (partial_eq _ _ _ (zero * u x + c * D u x a)); [|ring].
    apply (partial_mul _ _ (fun _ => c)); [apply partial_const | apply own_partial, H].
  Qed.
  Lemma d_pow u n : differentiable u x a ->
    D (fun y => power (u y) n) x a = cast (Z.of_nat n) * power (u x) (Nat.pred n) * D u x a.
  Proof. intro H. apply (is_partial _ HD), partial_power, own_partial, H. Qed.
  Lemma d_inv u : u x <> zero -> differentiable u x a -> D (fun y => inv (u y)) x a = cast (-1) * power (inv (u x)) 2 * D u x a.
  Proof. intros N H. apply (is_partial _ HD), partial_inv; [exact N | apply own_partial, H]. Qed.
  Lemma d_sum lo hi (f : tensor F -> Z -> F) :
    (forall i, (lo <= i < hi)%Z -> differentiable (fun y => f y i) x a) ->
    D (fun y => sum lo hi (fun i => f y i)) x a = sum lo hi (fun i => D (fun y => f y i) x a).
  Proof. intro H. apply (is_partial _ HD), partial_sum. intros i B. apply own_partial, H, B. Qed.
  Lemma d_when (p : bool) u :
    (p = true -> differentiable u x a) -> D (fun y => when p (u y)) x a = when p (D u x a).
  Proof. intro H. apply (is_partial _ HD), partial_when. intro P. apply own_partial, H, P. Qed.
  Lemma d_bracket (p : tensor F -> bool) : steady x a p -> D (fun y => bracket (p y)) x a = zero.
  Proof. intro H. apply (is_partial _ HD), partial_bracket, H. Qed.
  Lemma d_compose (f : F -> F) u d :
    has_derivative f (u x) d -> differentiable u x a -> D (fun y => f (u y)) x a = d * D u x a.
  Proof. intros G H. apply (is_partial _ HD). exact (partial_compose _ _ _ _ _ _ G (own_partial _ H)). Qed.
  Lemma d_function (f : list nat -> list F -> F) n alpha (us : tensor F -> list F) ds :
    smooth f n -> length alpha = length (us x) -> (list_sum alpha < n)%nat -> has_partials x a us ds ->
    D (fun y => f alpha (us y)) x a = dot (map (fun k => f (raise alpha k) (us x)) (seq 0 (length (us x)))) ds.
  Proof. intros S L N H. apply (is_partial _ HD). eapply partial_function; eassumption. Qed.
  Lemma d_max_winner ps (f : tensor F -> list Z -> F) :
    unique ps (f x) -> (forall p, In p ps -> differentiable (fun y => f y p) x a) ->
    D (fun y => max_over ps (f y)) x a = D (fun y => f y (argmax ps (f x))) x a.
  Proof.
    intros U H. apply (is_partial _ HD), partial_max; [exact U | exact H|]. apply own_partial, H, (unique_argmax _ _ U).
  Qed.

  (* the first n indices of p are those of k *)
  Definition agree (n : nat) (p k : list Z) : bool := forallb (fun j => at_index p j =? at_index k j)%Z (seq 0 n).
  Lemma agree_equal p k : length p = length k -> agree (length p) p k = true -> p = k.
  Proof.
    unfold agree. intros L H. apply (nth_ext _ _ 0%Z 0%Z L). intros j B. rewrite forallb_forall in H.
    apply Z.eqb_eq, H, in_seq. lia.
  Qed.
  Lemma agree_same p n : agree n p p = true.
  Proof. unfold agree. apply forallb_forall. intros j _. apply Z.eqb_refl. Qed.
  Lemma total_one ps k n (g : list Z -> F) :
    points [] ps -> (forall p, In p ps -> length p = n) -> In k ps -> total ps (fun p => when (agree n p k) (g p)) = g k.
  Proof.
    intros [N _] L. induction N as [|p ps M N IH]; intro H; [destruct H|]. cbn [total].
    assert (E : forall q, In q (p :: ps) -> agree n q k = true -> q = k).
    { intros q Hq A. apply agree_equal; [rewrite !L by assumption; reflexivity|]. rewrite L by exact Hq. exact A. }
    destruct H as [->|H].
    - rewrite agree_same, total_zero; [cbn; ring|]. intros q Hq. apply when_false, not_true_iff_false. intro A.
      apply E in A; [subst; contradiction | right; exact Hq].
    - rewrite IH; [|intros; apply L; right; assumption | exact H].
      rewrite (when_false (agree n p k)); [ring|]. apply not_true_iff_false. intro A.
      apply E in A; [subst; contradiction | left; reflexivity].
  Qed.
  Lemma d_max n ps (f : tensor F -> list Z -> F) :
    unique ps (f x) -> points [] ps -> (forall p, In p ps -> length p = n) ->
    (forall p, In p ps -> differentiable (fun y => f y p) x a) ->
    D (fun y => max_over ps (f y)) x a = total ps (fun p => when (agree n p (argmax ps (f x))) (D (fun y => f y p) x a)).
  Proof.
    intros U P L H. rewrite d_max_winner by assumption.
    rewrite (total_one ps _ n (fun p => D (fun y => f y p) x a));
      [reflexivity | assumption | assumption | apply (unique_argmax _ _ U)].
  Qed.
  Lemma total_range_equal lo hi (ps : Z -> list (list Z)) g (s : Z -> F) :
    (forall i, (lo <= i < hi)%Z -> total (ps i) g = s i) -> total (range lo hi ps) g = sum lo hi s.
  Proof. intro H. rewrite total_range. apply sum_ext, H. Qed.
  Lemma total_point_equal (b c : bool) p (q : list Z -> bool) (g : list Z -> F) r :
    (b && q p)%bool = c -> g p = r -> total (point b p) (fun p => when (q p) (g p)) = when c r.
  Proof. intros <- <-. rewrite total_point, when_when. reflexivity. Qed.

  (* what was proved of a derivative may be used under ∂ only if it holds for every y *)
  Lemma d_equal e e' : (forall y, e y = e' y) -> D e x a = D e' x a.
  Proof. apply (of_equal _ HD). Qed.
End Rules.

(* two conjunctions with the same parts *)
Ltac same_truth :=
  cbn;
  first
    [ reflexivity
    | rewrite ?andb_true_r, ?andb_assoc; reflexivity
    | repeat match goal with
        | |- context [(?i =? ?j)%Z] => destruct (i =? j)%Z; cbn
        | |- context [andb ?p _] => lazymatch p with andb _ _ => fail | _ => destruct p; cbn end
        end;
      reflexivity ].

(* `has_partial (fun y => u y) x a ?d` for a part: no derivative if it has no y, else D of it *)
Ltac own_part HD :=
  lazymatch goal with
  | |- has_partial (fun _ => ?c) _ _ _ => apply partial_const
  | |- _ => apply (own_partial _ HD); differentiable
  end.
(* the parts of a sum or product; a part whose derivative the result names is not taken apart *)
Ltac part_in HD D R deep :=
  lazymatch goal with
  | |- has_partial (fun _ => ?c) _ _ _ => apply partial_const
  | |- has_partial ?e ?x ?a _ =>
      first
        [ lazymatch R with context [D e x a] => own_part HD end
        | deep HD D R ]
  end.
Ltac sum_parts HD D R :=
  lazymatch goal with
  | |- has_partial (fun y => add (@?u y) (@?v y)) _ _ _ => eapply (partial_add _ _ u v); part_in HD D R sum_parts
  end.
Ltac product_parts HD D R :=
  lazymatch goal with
  | |- has_partial (fun y => mul (@?u y) (@?v y)) _ _ _ => eapply (partial_mul _ _ u v); part_in HD D R product_parts
  end.
(* factors that are sums or powers become variables, so that `ring` does not multiply them out *)
Ltac hide_factors e x :=
  lazymatch e with
  | fun y => mul (@?u y) (@?v y) => hide_factors u x; hide_factors v x
  | fun y => add _ _ => let factor := eval cbv beta in (e x) in generalize factor; intro
  | fun y => power _ _ => let factor := eval cbv beta in (e x) in generalize factor; intro
  | _ => idtac
  end.
Ltac argument_parts HD :=
  lazymatch goal with
  | |- has_partials _ _ (fun y => (@?u y) :: (@?us y)) _ => eapply (partials_cons _ _ u us); [own_part HD | argument_parts HD]
  | |- has_partials _ _ (fun y => []) _ => apply partials_nil
  end.
Ltac nested_sum HD :=
  lazymatch goal with
  | |- has_partial (fun y => sum _ _ (@?f y)) _ _ (sum _ _ _) => apply (partial_sum _ _ _ _ f); intros; cbv beta; nested_sum HD
  | |- has_partial (fun y => when _ (@?u y)) _ _ (when _ _) => apply (partial_when _ _ _ u); intro; nested_sum HD
  | |- _ => apply (own_partial _ HD); differentiable
  end.
Ltac count_indices ps :=
  lazymatch ps with
  | range _ _ ?f => let inner := eval cbv beta in (f 0%Z) in let n := count_indices inner in constr:(S n)
  | point _ _ => constr:(O)
  end.
Ltac nested_total :=
  lazymatch goal with
  | |- total (range _ _ _) _ = sum _ _ _ => apply total_range_equal; intros; nested_total
  | |- total (point _ _) _ = when _ _ => apply total_point_equal; [same_truth | reflexivity]
  end.
(* a result for a term without x, whose parts have no derivative either *)
Ltac vanishes HD :=
  repeat (apply sum_all_zero; intros);
  rewrite ?(d_const _ HD), ?when_zero;
  first [reflexivity | ring].
(* the equation between the derivative that was built and the one that is claimed *)
Ltac claimed :=
  cbv beta iota;
  cbn [dot map seq raise length Z.of_nat Pos.of_succ_nat Pos.succ Nat.pred];
  first [lazymatch goal with |- ?d = ?e => constr_eq d e; reflexivity end | ring].

(* The rule of ∂ for the outermost operation: proves `D (fun y => e) x a = R`, R as the core's rule states it. In the context
   are the hypotheses that the core's rule lists, the laws of the named functions in e, and `Add Field` (see Field.v). *)
Ltac derivative :=
  lazymatch goal with
  | |- ?d = ?d => reflexivity
  | HD : partial_derivative ?D |- ?D (fun _ => ?c) ?x ?a = zero => apply (d_const _ HD)
  | HD : partial_derivative ?D |- ?D (fun _ => ?c) ?x ?a = _ => rewrite (d_const _ HD); symmetry; vanishes HD
  | HD : partial_derivative ?D |- ?D (fun y => max_over ?ps (@?f y)) ?x ?a = _ =>
      etransitivity;
      [ let n := count_indices ps in refine (d_max _ HD _ _ n ps f _ _ _ _);
        [ from_context
        | distinct_points
        | let p := fresh "p" in let H := fresh "H" in intros p H; open_points H; reflexivity
        | let p := fresh "p" in let H := fresh "H" in intros p H; open_points H; cbv beta iota; differentiable ]
      | cbv beta iota; nested_total ]
  | HD : partial_derivative ?D |- ?D ?e ?x ?a = ?R =>
      apply (is_partial _ HD);
      lazymatch e with
      | fun y => y ?b => eapply partial_eq; [apply partial_read | same_bracket]
      | fun y => add _ _ => eapply partial_eq; [sum_parts HD D R | claimed]
      | fun y => mul _ _ => eapply partial_eq; [product_parts HD D R | hide_factors e x; claimed]
      | fun y => power (@?u y) _ =>
          eapply partial_eq; [eapply (partial_power _ _ u); apply (own_partial _ HD); differentiable | claimed]
      | fun y => inv (@?u y) =>
          eapply partial_eq; [apply (partial_inv _ _ u); [from_context | apply (own_partial _ HD); differentiable] | claimed]
      | fun y => sum _ _ _ => nested_sum HD
      | fun y => when _ _ => nested_sum HD
      | fun y => bracket (@?p y) => apply (partial_bracket _ _ p); steady
      | fun y => ?f (@?u y) (@?v y) =>
          lazymatch goal with
          | H : smooth f _ |- _ =>
              match goal with
              | K : smooth f _ |- _ =>
                  eapply partial_eq; [eapply (partial_function _ _ f _ _ v _ K); [reflexivity | cbn; lia | ] | ]
              end;
              [argument_parts HD | claimed]
          | H : pow_derivative f |- _ =>
              lazymatch v with
              | fun _ => ?p =>
                  eapply partial_eq; [eapply (partial_compose _ _ (fun r => f r p) u); [known_derivative | own_part HD] | claimed]
              end
          end
      | fun y => ?f (@?u y) => eapply partial_eq; [eapply (partial_compose _ _ f u); [known_derivative | own_part HD] | claimed]
      end
  end
with same_bracket := first [apply bracket_equal; same_truth | cbn; reflexivity].
