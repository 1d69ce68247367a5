(* Functions of a small h over an ordered field: o(h), O(h), and g(h) = v + d·h + o(h); sums, products and the chain rules. *)
From Symgrad Require Export Field.
#[global] Open Scope Z_scope.

Section Small.
  Context {F : ordered_field}.
  Add Field scalar_field : (field_laws F)
    (morphism (@ratio_morphism F), constants [ratio_constant], power_tac (@power_laws F) [power_exponent]).
  Local Open Scope scalar_scope.
  Implicit Types (a b c d h v : F) (g r : F -> F).

  Lemma abs_nonneg a : zero <= abs a.
  Proof.
    unfold abs. destruct (leb zero a) eqn:H; [exact H|]. apply (proj1 (nonneg_opp a)), lt_le, H.
  Qed.
  Lemma le_abs a : a <= abs a.
  Proof.
    unfold abs. destruct (leb zero a) eqn:H; [apply le_refl|].
    apply (le_trans _ zero); [apply lt_le, H | apply (proj1 (nonneg_opp a)), lt_le, H].
  Qed.
  Lemma abs_opp a : abs (- a) = abs a.
  Proof.
    unfold abs. destruct (leb zero a) eqn:H, (leb zero (- a)) eqn:K; try ring.
    - apply (proj2 (nonneg_opp a)) in K. rewrite (le_antisym _ _ K H). ring.
    - apply lt_le in K. apply (proj1 (nonneg_opp _)) in K. replace (- - a) with a in K by ring. congruence.
  Qed.
  Lemma opp_le_abs a : - a <= abs a.
  Proof. rewrite <- abs_opp. apply le_abs. Qed.
  Lemma abs_le a b : a <= b -> - a <= b -> abs a <= b.
  Proof. intros H K. unfold abs. destruct (leb zero a); assumption. Qed.
  Lemma abs_zero : abs zero = zero :> F.
  Proof. unfold abs. rewrite le_refl. reflexivity. Qed.
  Lemma abs_of_nonneg a : zero <= a -> abs a = a.
  Proof. unfold abs. intros ->. reflexivity. Qed.
  Lemma abs_add a b : abs (a + b) <= abs a + abs b.
  Proof.
    apply abs_le; [apply le_add; apply le_abs|]. replace (- (a + b)) with (- a + - b) by ring. apply le_add; apply opp_le_abs.
  Qed.
  Lemma abs_mul a b : abs (a * b) = abs a * abs b.
  Proof.
    assert (pos : forall x y : F, zero <= x -> abs (x * y) = x * abs y).
    { intros x y H. destruct (leb_total F zero y) as [K|K].
      - rewrite !abs_of_nonneg by (try apply nonneg_mul; assumption). reflexivity.
      - apply nonneg_opp in K. rewrite <- (abs_opp y), (abs_of_nonneg (- y)) by exact K.
        rewrite <- abs_opp. replace (- (x * y)) with (x * - y) by ring. apply abs_of_nonneg, nonneg_mul; assumption. }
    destruct (leb_total F zero a) as [H|H]; [rewrite pos, (abs_of_nonneg a) by exact H; reflexivity|].
    apply nonneg_opp in H. rewrite <- (abs_opp a), (abs_of_nonneg (- a)), <- pos, <- abs_opp by exact H. f_equal. ring.
  Qed.
  Lemma abs_pos a : a <> zero -> zero < abs a.
  Proof.
    intro H. apply le_neq_lt; [apply abs_nonneg|]. intro E. apply H. apply le_antisym; [rewrite E; apply le_abs|].
    apply (proj2 (le_sub _ _)). replace (a - zero) with (- - a) by ring. apply (proj1 (nonneg_opp _)). rewrite E.
    apply opp_le_abs.
  Qed.

  Definition half a : F := a * inv (cast 2).
  Lemma half_add a : half a + half a = a.
  Proof. unfold half. field. apply cast_neq_zero. discriminate. Qed.
  Lemma half_pos a : zero < a -> zero < half a.
  Proof. intro H. apply pos_mul; [exact H|]. apply pos_inv, cast_pos. reflexivity. Qed.
  Lemma half_lt a : zero < a -> half a < a.
  Proof. intro H. apply (proj2 (lt_sub _ _)). rewrite <- (half_add a) at 1.
    replace (half a + half a - half a) with (half a) by ring. apply half_pos, H. Qed.

  (* P holds for all small h *)
  Definition near (P : F -> Prop) : Prop := exists delta, zero < delta /\ forall h, abs h < delta -> P h.

  Lemma near_all (P : F -> Prop) : (forall h, P h) -> near P.
  Proof. intro H. exists one. split; [apply zero_lt_one | auto]. Qed.
  Lemma near_weaken (P Q : F -> Prop) : (forall h, P h -> Q h) -> near P -> near Q.
  Proof. intros H (delta & D & K). exists delta. auto. Qed.
  Lemma near_and (P Q : F -> Prop) : near P -> near Q -> near (fun h => P h /\ Q h).
  Proof.
    intros (e & E & H) (d & D & K). destruct (le_or_lt e d) as [L|L].
    - exists e. split; [exact E|]. intros h B. split; [apply H, B | apply K, (lt_le_trans _ e); assumption].
    - exists d. split; [exact D|]. intros h B. split; [apply H, (lt_trans _ d); assumption | apply K, B].
  Qed.
  Lemma near_forall {A} (ps : list A) (P : A -> F -> Prop) :
    (forall p, In p ps -> near (P p)) -> near (fun h => forall p, In p ps -> P p h).
  Proof.
    induction ps as [|p ps IH]; intro H; [apply near_all; intros h q []|].
    pose proof (near_and _ _ (H p (or_introl eq_refl)) (IH (fun q K => H q (or_intror K)))) as K.
    revert K. apply near_weaken. intros h [K L] q [<-|M]; auto.
  Qed.
  Lemma near_zero (P : F -> Prop) : near P -> P zero.
  Proof. intros (delta & D & H). apply H. rewrite abs_zero. exact D. Qed.
  Lemma near_at_most c : zero < c -> near (fun h => abs h <= c).
  Proof. intro H. exists c. split; [exact H|]. intros h K. apply lt_le, K. Qed.

  (* r(h) is o(h), is O(h) *)
  Definition small r : Prop := forall eps, zero < eps -> near (fun h => abs (r h) <= eps * abs h).
  Definition linear_bound r : Prop := exists c, zero < c /\ near (fun h => abs (r h) <= c * abs h).

  Lemma small_near r r' : near (fun h => r h = r' h) -> small r -> small r'.
  Proof.
    intros E H eps P. generalize (near_and _ _ E (H eps P)). apply near_weaken. intros h [<- K]. exact K.
  Qed.
  Lemma small_ext r r' : (forall h, r h = r' h) -> small r -> small r'.
  Proof. intro E. apply small_near, near_all, E. Qed.
  Lemma small_zero : small (fun _ => zero).
  Proof.
    intros eps P. apply near_all. intro h. rewrite abs_zero. apply nonneg_mul; [apply lt_le, P | apply abs_nonneg].
  Qed.
  Lemma small_add r r' : small r -> small r' -> small (fun h => r h + r' h).
  Proof.
    intros H K eps P. generalize (near_and _ _ (H _ (half_pos _ P)) (K _ (half_pos _ P))). apply near_weaken.
    intros h [A B]. eapply le_trans; [apply abs_add|]. rewrite <- (half_add eps).
    replace ((half eps + half eps) * abs h) with (half eps * abs h + half eps * abs h) by ring. apply le_add; assumption.
  Qed.
  Lemma small_scale c r : small r -> small (fun h => c * r h).
  Proof.
    intros H eps P.
    assert (C : zero < abs c + one) by (replace (abs c + one) with (one + abs c) by ring; apply pos_add; [apply zero_lt_one
      | apply abs_nonneg]).
    generalize (H (eps * inv (abs c + one)) (pos_mul _ _ P (pos_inv _ C))). apply near_weaken. intros h K. rewrite abs_mul.
    apply (le_trans _ ((abs c + one) * (eps * inv (abs c + one) * abs h))).
    - apply le_mul; try apply abs_nonneg; [|exact K]. apply (proj2 (le_sub _ _)).
      replace (abs c + one - abs c) with (@one F) by ring.
      apply lt_le, zero_lt_one.
    - replace ((abs c + one) * (eps * inv (abs c + one) * abs h)) with (eps * abs h) by (field; apply pos_neq, C). apply le_refl.
  Qed.
  Lemma small_linear_bound r : small r -> linear_bound r.
  Proof. intro H. exists one. split; [apply zero_lt_one | apply H, zero_lt_one]. Qed.
  Lemma bound_near r r' : near (fun h => r h = r' h) -> linear_bound r -> linear_bound r'.
  Proof.
    intros E (c & P & H). exists c. split; [exact P|]. generalize (near_and _ _ E H). apply near_weaken. intros h [<- K]. exact K.
  Qed.
  Lemma bound_add r r' : linear_bound r -> linear_bound r' -> linear_bound (fun h => r h + r' h).
  Proof.
    intros (c & P & H) (d & Q & K). exists (c + d). split; [apply pos_add; [exact P | apply lt_le, Q]|].
    generalize (near_and _ _ H K). apply near_weaken. intros h [A B]. eapply le_trans; [apply abs_add|].
    replace ((c + d) * abs h) with (c * abs h + d * abs h) by ring. apply le_add; assumption.
  Qed.
  Lemma bound_linear c : linear_bound (fun h => c * h).
  Proof.
    exists (one + abs c). split; [apply pos_add; [apply zero_lt_one | apply abs_nonneg]|]. apply near_all. intro h.
    rewrite abs_mul.
    apply le_mul_r; [apply abs_nonneg|]. apply (proj2 (le_sub _ _)). replace (one + abs c - abs c) with (@one F) by ring.
    apply lt_le, zero_lt_one.
  Qed.
  Lemma small_mul r r' : linear_bound r -> linear_bound r' -> small (fun h => r h * r' h).
  Proof.
    intros (c & P & H) (d & Q & K) eps E.
    pose proof (pos_mul _ _ P Q) as CD. pose proof (near_at_most _ (pos_mul _ _ E (pos_inv _ CD))) as L.
    generalize (near_and _ _ (near_and _ _ H K) L). apply near_weaken. intros h [[A B] C]. rewrite abs_mul.
    apply (le_trans _ (c * abs h * (d * abs h))); [apply le_mul; try apply abs_nonneg; assumption|].
    replace (c * abs h * (d * abs h)) with (c * d * abs h * abs h) by ring. apply le_mul_r; [apply abs_nonneg|].
    replace eps with (c * d * (eps * inv (c * d))) by (transitivity (eps * (c * d * inv (c * d))); [ring
      | rewrite inv_r by (apply pos_neq, CD); ring]).
    apply le_mul_l; [apply lt_le, CD | exact C].
  Qed.
  Lemma small_linear c : small (fun h => c * h) -> c = zero.
  Proof.
    intro H. destruct (lt_or_eq_or_lt c zero) as [[N|E]|N]; [exfalso|exact E|exfalso].
    all: assert (C : zero < abs c) by (apply abs_pos; intros ->; exact (lt_irrefl _ N)).
    all: destruct (H _ (half_pos _ C)) as (delta & D & K).
    all: assert (A : abs (half delta) = half delta) by (apply abs_of_nonneg, lt_le, half_pos, D).
    all: specialize (K (half delta)); rewrite abs_mul, A in K; specialize (K (half_lt _ D)).
    all: pose proof (half_pos _ D) as P; pose proof (half_lt _ C) as L; pose proof (half_add (abs c)) as E.
    all: apply (lt_not_le _ _ L); apply (proj1 (le_sub _ _)) in K; apply (proj2 (le_sub _ _)).
    all: revert K; generalize (half delta) P; intros d Q K.
    all: replace (half (abs c) - abs c) with ((half (abs c) * d - abs c * d) * inv d) by (field; apply pos_neq, Q).
    all: apply nonneg_mul; [exact K | apply lt_le, pos_inv, Q].
  Qed.

  (* g(h) = v + d·h + o(h). Both `has_partial` and `has_derivative` are instances, by definition. *)
  Definition slope g v d : Prop := small (fun h => g h - v - d * h).

  Lemma slope_near g g' v d : near (fun h => g h = g' h) -> slope g v d -> slope g' v d.
  Proof. intro E. apply small_near. revert E. apply near_weaken. intros h ->. reflexivity. Qed.
  Lemma slope_start g v d : slope g v d -> g zero = v.
  Proof.
    intro H. pose proof (near_zero _ (H one zero_lt_one)) as K. cbv beta in K. rewrite abs_zero in K.
    replace (one * zero) with (@zero F) in K by ring.
    destruct (lt_or_eq_or_lt (g zero) v) as [[N|E]|N]; [exfalso|exact E|exfalso];
      (apply (lt_not_le zero (abs (g zero - v - d * zero))); [apply abs_pos | exact K]);
      replace (g zero - v - d * zero) with (g zero - v) by ring; intro E; apply sub_zero in E; rewrite E in N;
        exact (lt_irrefl _ N).
  Qed.
  Lemma slope_bound g v d : slope g v d -> linear_bound (fun h => g h - v).
  Proof.
    intro H. generalize (bound_add _ _ (small_linear_bound _ H) (bound_linear d)). apply bound_near, near_all. intro h. ring.
  Qed.
  Lemma slope_unique g v d d' : slope g v d -> slope g v d' -> d = d'.
  Proof.
    intros H K. apply sub_zero. apply small_linear.
    generalize (small_add _ _ K (small_scale (- one) _ H)). apply small_ext. intro h. ring.
  Qed.
  (* a function that is positive at 0 is so near 0 *)
  Lemma slope_pos g v d : slope g v d -> zero < v -> near (fun h => zero < g h).
  Proof.
    intros H P. destruct (slope_bound _ _ _ H) as (c & C & K).
    generalize (near_and _ _ K (near_at_most _ (pos_mul _ _ (half_pos _ P) (pos_inv _ C)))). apply near_weaken. intros h [A B].
    assert (L : abs (g h - v) <= half v).
    { apply (le_trans _ _ _ A). replace (half v) with (c * (half v * inv c)) by (field; apply pos_neq, C).
      apply le_mul_l; [apply lt_le, C | exact B]. }
    apply (lt_le_trans _ (half v)); [apply half_pos, P|].
    pose proof (le_trans _ _ _ (opp_le_abs _) L) as M. apply (proj1 (le_sub _ _)) in M. apply (proj2 (le_sub _ _)).
    replace (g h - half v) with (half v - - (g h - v)); [exact M|]. rewrite <- (half_add v) at 2. ring.
  Qed.

  Lemma slope_const c : slope (fun _ => c) c zero.
  Proof. generalize small_zero. apply small_ext. intro h. ring. Qed.
  Lemma slope_identity v : slope (fun h => v + h) v one.
  Proof. generalize small_zero. apply small_ext. intro h. ring. Qed.
  Lemma slope_add g g' v v' d d' : slope g v d -> slope g' v' d' -> slope (fun h => g h + g' h) (v + v') (d + d').
  Proof. intros H K. generalize (small_add _ _ H K). apply small_ext. intro h. ring. Qed.
  Lemma slope_mul g g' v v' d d' : slope g v d -> slope g' v' d' -> slope (fun h => g h * g' h) (v * v') (d * v' + v * d').
  Proof.
    intros H K.
    generalize (small_add _ _ (small_add _ _ (small_scale v' _ H) (small_scale v _ K))
                  (small_mul _ _ (slope_bound _ _ _ H) (slope_bound _ _ _ K))).
    apply small_ext. intro h. ring.
  Qed.
  Lemma small_compose r g : small r -> linear_bound g -> small (fun h => r (g h)).
  Proof.
    intros H (c & C & K) eps P. destruct (H _ (pos_mul _ _ P (pos_inv _ C))) as (delta & D & L).
    pose proof (near_at_most _ (pos_mul _ _ (half_pos _ D) (pos_inv _ C))) as B.
    generalize (near_and _ _ K B). apply near_weaken. intros h [M N].
    assert (E : c * abs h <= half delta).
    { replace (half delta) with (c * (half delta * inv c)) by (field; apply pos_neq, C).
      apply le_mul_l; [apply lt_le, C | exact N]. }
    apply (le_trans _ (eps * inv c * abs (g h))).
    - apply L. apply (le_lt_trans _ (half delta)); [apply (le_trans _ (c * abs h)); assumption | apply half_lt, D].
    - replace (eps * abs h) with (eps * inv c * (c * abs h)) by (field; apply pos_neq, C).
      apply le_mul_l; [apply lt_le, pos_mul; [exact P | apply pos_inv, C] | exact M].
  Qed.
  Lemma slope_compose (f : F -> F) g v d d' :
    slope (fun k => f (v + k)) (f v) d' -> slope g v d -> slope (fun h => f (g h)) (f v) (d' * d).
  Proof.
    intros H K. generalize (small_add _ _ (small_compose _ _ H (slope_bound _ _ _ K)) (small_scale d' _ K)). apply small_ext.
    intro h. replace (v + (g h - v)) with (g h) by ring. ring.
  Qed.
  Lemma slope_inv_at u : u <> zero -> slope (fun h => inv (u + h)) (inv u) (cast (-1) * power (inv u) 2).
  Proof.
    intro N. pose proof (abs_pos _ N) as P.
    assert (Z : near (fun h => half (abs u) <= abs (u + h))).
    { generalize (near_at_most _ (half_pos _ P)). apply near_weaken. intros h H.
      pose proof (abs_add (u + h) (- h)) as T. replace (u + h + - h) with u in T by ring. rewrite abs_opp in T.
      apply (proj1 (le_sub _ _)) in T, H. apply (proj2 (le_sub _ _)).
      replace (abs (u + h) - half (abs u)) with (abs (u + h) + abs h - abs u + (half (abs u) - abs h)); [apply nonneg_add;
        assumption|].
      rewrite <- (half_add (abs u)) at 1. ring. }
    assert (B : linear_bound (fun h => inv (u + h) * h)).
    { exists (inv (half (abs u))). split; [apply pos_inv, half_pos, P|]. revert Z. apply near_weaken. intros h H. rewrite abs_mul.
      apply le_mul_r; [apply abs_nonneg|].
      assert (Q : zero < abs (u + h)) by (apply (lt_le_trans _ (half (abs u))); [apply half_pos, P | exact H]).
      assert (E : u + h <> zero) by (intro E; rewrite E, abs_zero in Q; exact (lt_irrefl _ Q)).
      replace (abs (inv (u + h))) with (inv (abs (u + h))).
      - apply (proj1 (le_sub _ _)) in H. apply (proj2 (le_sub _ _)).
        replace (inv (half (abs u)) - inv (abs (u + h)))
          with ((abs (u + h) - half (abs u)) * (inv (half (abs u)) * inv (abs (u + h)))).
        + apply nonneg_mul; [exact H|]. apply lt_le, pos_mul; apply pos_inv; [apply half_pos, P | exact Q].
        + field. split; apply pos_neq; [exact Q | apply half_pos, P].
      - transitivity (inv (abs (u + h)) * abs ((u + h) * inv (u + h))).
        + rewrite inv_r, (abs_of_nonneg one) by (try apply lt_le, zero_lt_one; exact E). ring.
        + rewrite abs_mul. transitivity (inv (abs (u + h)) * abs (u + h) * abs (inv (u + h))); [ring|].
          rewrite inv_l by (apply pos_neq, Q). ring. }
    generalize (small_scale (power (inv u) 2) _ (small_mul _ _ B (bound_linear one))). apply small_near.
    revert Z. apply near_weaken. intros h H.
    assert (Q : zero < abs (u + h)) by (apply (lt_le_trans _ (half (abs u))); [apply half_pos, P | exact H]).
    assert (E : u + h <> zero) by (intro E; rewrite E, abs_zero in Q; exact (lt_irrefl _ Q)).
    field. auto.
  Qed.

  (* the chain rule in several arguments *)
  Inductive slopes : list (F -> F) -> list F -> list F -> Prop :=
  | slopes_nil : slopes [] [] []
  | slopes_cons g gs v vs d ds : slope g v d -> slopes gs vs ds -> slopes (g :: gs) (v :: vs) (d :: ds).
  Fixpoint increments (gs : list (F -> F)) (vs : list F) h : list F :=
    match gs, vs with g :: gs', v :: vs' => (g h - v) :: increments gs' vs' h | _, _ => [] end.

  Lemma displace_increments gs vs ds h : slopes gs vs ds -> displace vs (increments gs vs h) = map (fun g => g h) gs.
  Proof. induction 1; cbn; [reflexivity|]. rewrite IHslopes. f_equal. ring. Qed.
  Lemma length_increments gs vs ds h : slopes gs vs ds -> length (increments gs vs h) = length vs.
  Proof. induction 1; cbn; [reflexivity|]. rewrite IHslopes. reflexivity. Qed.
  Lemma dot_increments gs vs ds ps : slopes gs vs ds -> small (fun h => dot ps (increments gs vs h) - dot ps ds * h).
  Proof.
    intro H. revert ps. induction H as [|g gs v vs d ds S H IH]; intros [|p ps]; cbn.
    1-3: generalize small_zero; apply small_ext; intro h; ring.
    generalize (small_add _ _ (small_scale p _ S) (IH ps)). apply small_ext. intro h. ring.
  Qed.
  Lemma bound_increments gs vs ds : slopes gs vs ds -> linear_bound (fun h => abs_sum (increments gs vs h)).
  Proof.
    induction 1 as [|g gs v vs d ds S H IH]; cbn; [apply small_linear_bound, small_zero|]. apply bound_add; [|exact IH].
    destruct (slope_bound _ _ _ S) as (c & C & K). exists c. split; [exact C|]. revert K. apply near_weaken. intros h K.
    rewrite abs_of_nonneg by apply abs_nonneg. exact K.
  Qed.
  Lemma near_increments gs vs ds delta :
    zero < delta -> slopes gs vs ds -> near (fun h => Forall (fun k => abs k < delta) (increments gs vs h)).
  Proof.
    intro D. induction 1 as [|g gs v vs d ds S H IH]; cbn; [apply near_all; constructor|].
    destruct (slope_bound _ _ _ S) as (c & C & K).
    generalize (near_and _ _ IH (near_and _ _ K (near_at_most _ (pos_mul _ _ (half_pos _ D) (pos_inv _ C))))).
    apply near_weaken. intros h (A & B & E). constructor; [|exact A].
    apply (le_lt_trans _ (half delta)); [|apply half_lt, D]. apply (le_trans _ (c * abs h)); [exact B|].
    replace (half delta) with (c * (half delta * inv c)) by (field; apply pos_neq, C). apply le_mul_l; [apply lt_le, C | exact E].
  Qed.
  Lemma slope_gradient (f : list F -> F) gs vs ds ps :
    has_gradient f vs ps -> slopes gs vs ds -> slope (fun h => f (map (fun g => g h) gs)) (f vs) (dot ps ds).
  Proof.
    intros G S.
    assert (R : small (fun h => f (displace vs (increments gs vs h)) - f vs - dot ps (increments gs vs h))).
    { intros eps E. destruct (bound_increments _ _ _ S) as (c & C & K).
      destruct (G _ (pos_mul _ _ E (pos_inv _ C))) as (delta & D & L).
      generalize (near_and _ _ K (near_increments _ _ _ _ D S)). apply near_weaken. intros h [A B].
      eapply le_trans; [apply L; [eapply length_increments; exact S | exact B]|].
      replace (eps * abs h) with (eps * inv c * (c * abs h)) by (field; apply pos_neq, C).
      apply le_mul_l; [apply lt_le, pos_mul; [exact E | apply pos_inv, C]|]. exact (le_trans _ _ _ (le_abs _) A). }
    generalize (small_add _ _ R (dot_increments _ _ _ ps S)). apply small_ext. intro h.
    rewrite (displace_increments _ _ _ h S). ring.
  Qed.
End Small.
